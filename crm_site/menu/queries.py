"""The menu of each role, and how much waits behind its entries; a page that does not exist is left out."""

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from accounts.notices.queries import count_unread
from compliance.decisions.queries import count_waiting
from followups.errands.queries import count_open
from followups.support.queries import count_support
from service.complaints.queries.lists import to_work_on
from service.losses.queries import count_to_call as count_losses
from service.misconduct.queries import count_to_look_at
from service.questions.queries import count_to_answer
from service.surveys.queries import count_to_call

from .rules import BELL, GROUPS, LINES, MORE, PASSWORD, PROFILE, TABS, entries_of, group_of


def badges(request):
    """`badges` for templates: ``{address name: number}``, counted only where a page shows it."""
    return {"badges": SimpleLazyObject(lambda: _count(request))}


def _count(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "compliance:inbox": count_waiting(user),
        "followups:errand_list": count_open(user, now=request.now),
        "followups:support_list": count_support(user),
        "service:question_list": count_to_answer(user),
        "service:survey_list": count_to_call(user),
        "service:misconduct": count_to_look_at(user),
        "service:complaint_list": to_work_on(user).count(),
        "service:loss_list": count_losses(user),
        "notice_list": count_unread(user),
    }


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
