"""The menu of each role; a page that does not exist is left out of it."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

register = template.Library()

TODAY = ("home", _("Today"), "sun")
HOME = ("home", _("Home"), "house")
CUSTOMERS = ("leads:customer_list", _("Customers"), "people")
NEW_CUSTOMER = ("followups:customer_create", _("New customer"), "person-plus")
PLANS = ("followups:plan_list", _("Plans"), "calendar3")
EVENING = ("followups:board", _("Evening"), "sunset")
REVIEW = ("followups:review", _("Review"), "check2-square")
ANNOTATIONS = ("followups:annotation_list", _("Annotations"), "chat-left-text")
OVERDUE = ("followups:overdue_list", _("Team overdue"), "alarm")
FINDINGS = ("compliance:finding_list", _("Findings"), "flag")
PROPOSALS = ("compliance:proposal_list", _("Proposals"), "clipboard-check")
CLAIMS = ("compliance:claim_list", _("Claims"), "person-raised-hand")
LEDGER = ("compliance:ledger", _("Ledger"), "journal-text")
HAND_OVER = ("compliance:hand_over_board", _("Reassign customers"), "arrow-left-right")
IMPORTS = ("import_list", _("Imports"), "box-arrow-in-down")
STAFF = ("accounts:staff_list", _("Staff"), "person-badge")
ABSENCES = ("followups:absence_list", _("Absences"), "calendar-x")
POLICY = ("leads:policy", _("Grading policy"), "list-check")
POLICIES = ("compliance:policy_list", _("Policies"), "sliders")
WORKDAYS = ("followups:workday_list", _("Working days"), "calendar-week")
LOOKUP = ("followups:phone_lookup", _("Phone lookup"), "telephone")

MENUS = {
    Role.CONSULTANT: [
        TODAY,
        CUSTOMERS,
        NEW_CUSTOMER,
        PLANS,
        ANNOTATIONS,
        FINDINGS,
        PROPOSALS,
        LEDGER,
        CLAIMS,
        ABSENCES,
        POLICY,
    ],
    Role.MANAGER: [
        EVENING,
        REVIEW,
        OVERDUE,
        FINDINGS,
        CUSTOMERS,
        PLANS,
        PROPOSALS,
        LEDGER,
        CLAIMS,
        HAND_OVER,
        ABSENCES,
        POLICY,
    ],
    Role.DIRECTOR: [
        FINDINGS,
        PROPOSALS,
        LEDGER,
        CLAIMS,
        HAND_OVER,
        CUSTOMERS,
        EVENING,
        OVERDUE,
        PLANS,
        ABSENCES,
        IMPORTS,
        POLICIES,
    ],
    Role.ADMINISTRATOR: [IMPORTS, WORKDAYS, STAFF],
}
# What fits into the bar at the bottom of a phone; the rest is behind "More".
TABS = 4


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Navigation:
    items: list
    lookup: Item | None
    home: str

    @property
    def tabs(self):
        return self.items[:TABS]

    @property
    def beyond_tabs(self):
        return self.items[TABS:]

    @property
    def tab_count(self):
        return len(self.tabs) + 1


def _address(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _item(entry, view_name):
    name, label, icon = entry
    url = _address(name)
    return url and Item(url, label, icon, is_current=name == view_name)


@register.simple_tag(takes_context=True)
def navigation(context):
    """`{% navigation as nav %}`: what this person's role works with, in this order."""
    request = context.get("request")
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    entries = MENUS.get(getattr(user, "role", None), [HOME, POLICY])
    items = [item for entry in entries if (item := _item(entry, view_name))]
    return Navigation(items, _item(LOOKUP, view_name), _address("home") or "/")


@register.simple_tag
def other_languages():
    """`{% other_languages as languages %}`: those the site speaks besides the present one."""
    present = get_language()
    return [get_language_info(code) for code, _name in settings.LANGUAGES if code != present]
