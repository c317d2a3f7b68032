"""The menu of each role, and how much waits behind its entries; a page that does not exist is left out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from django.urls import NoReverseMatch, reverse

from accounts.notices.queries import count_unread
from accounts.people.models import User
from compliance.decisions.queries import count_waiting
from followups.errands.queries import count_open
from followups.support.queries import count_support
from service.complaints.queries.lists import count_to_work_on
from service.losses.queries import count_to_call as count_losses
from service.misconduct.queries import count_to_look_at
from service.questions.queries import count_to_answer
from service.surveys.queries import count_to_call

from .rules import BELL, GROUPS, LINES, MORE, PASSWORD, PROFILE, TABS, entries_of, group_of

COUNTS: dict[str, Callable[[User, datetime], int]] = {
    "compliance:inbox": lambda user, now: count_waiting(user),
    "followups:errand_list": lambda user, now: count_open(user, now=now),
    "followups:support_list": lambda user, now: count_support(user),
    "service:question_list": lambda user, now: count_to_answer(user),
    "service:survey_list": lambda user, now: count_to_call(user),
    "service:misconduct": lambda user, now: count_to_look_at(user),
    "service:complaint_list": lambda user, now: count_to_work_on(user),
    "service:loss_list": lambda user, now: count_losses(user),
    "notice_list": lambda user, now: count_unread(user),
}


def badges(request):
    """`badges` for templates: how much waits behind an entry, counted only where a page shows it."""
    return {"badges": Badges(request)}


class Badges:
    """Counts what waits behind one entry of the menu, when somebody asks for it."""

    def __init__(self, request):
        self._request, self._counted = request, {}

    def get(self, name, default=0):
        user, count = getattr(self._request, "user", None), COUNTS.get(name)
        if count is None or user is None or not user.is_authenticated:
            return default
        if name not in self._counted:
            self._counted[name] = count(user, self._request.now)
        return self._counted[name]


@dataclass(frozen=True)
class Item:
    """``current``: what ``aria-current`` says: ``page``, ``true`` for a page below it, or nothing."""

    name: str
    url: str
    label: str
    icon: str
    group: str
    current: str = ""
    badge: int = 0


@dataclass(frozen=True)
class Navigation:
    """``tabs`` and ``more``: on a phone; ``lines``: beside a desk. The present page is among them."""

    items: list
    bell: Item
    home: str

    @property
    def tabs(self):
        return self.items[:TABS]

    @property
    def more(self):
        """Beyond the tabs, group by group."""
        chosen = _with_current(self.items[TABS:], MORE)
        return sorted(chosen, key=lambda item: GROUPS.index(item.group))

    @property
    def lines(self):
        return _with_current(self.items, LINES)

    @property
    def is_in_more(self):
        return any(item.current for item in self.more)

    @property
    def tab_count(self):
        return len(self.tabs) + 1


def _with_current(items, most):
    """The first ones; the present page takes the last place where it is none of them."""
    chosen, others = items[:most], items[most:]
    current = [item for item in others if item.current]
    return [*chosen[: most - 1], current[0]] if current else chosen


@cache
def _address(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _item(entry, badges):
    name, label, icon = entry
    url = _address(name)
    return url and Item(name, url, label, icon, group_of(entry), badge=badges.get(name, 0))


def _is_below(path, url):
    return url != "/" and path.startswith(url)


def _marked(items, view_name, path):
    """The items, one of them marked: the page itself, or the nearest that it lies below."""
    if any(item.name == view_name for item in items):
        return [replace(item, current="page" if item.name == view_name else "") for item in items]
    above = [item.url for item in items if _is_below(path, item.url)]
    nearest = max(above, key=len, default=None)
    return [replace(item, current="true" if item.url == nearest else "") for item in items]


def menu_of(user, *, view_name, path, badges):
    """The ``Navigation`` of a person of this role, on the page of this name and path."""
    entries = entries_of(getattr(user, "role", None))
    items = [item for entry in entries if (item := _item(entry, badges))]
    bell = replace(_item(BELL, badges), current="page" if view_name == BELL[0] else "")
    return Navigation(_marked(items, view_name, path), bell, _address("home") or "/")


def pages_of(user):
    """All pages and actions of a person, group by group, each group in the order of the menu."""
    entries = [*entries_of(user.role), BELL, PROFILE, PASSWORD]
    items = [item for entry in entries if (item := _item(entry, {}))]
    return sorted(items, key=lambda item: GROUPS.index(item.group))
