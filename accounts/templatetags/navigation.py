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
INBOX = ("compliance:inbox", _("Decisions"), "inbox")
REPORTS = ("compliance:report_list", _("Rectification reports"), "file-earmark-text")
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
REMINDERS = ("compliance:robot_list", _("Reminders"), "bell")
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
        REPORTS,
        LEDGER,
        CLAIMS,
        ABSENCES,
        POLICY,
    ],
    Role.MANAGER: [
        EVENING,
        REVIEW,
        INBOX,
        OVERDUE,
        FINDINGS,
        CUSTOMERS,
        PLANS,
        PROPOSALS,
        REPORTS,
        LEDGER,
        CLAIMS,
        HAND_OVER,
        ABSENCES,
        POLICY,
    ],
    Role.DIRECTOR: [
        INBOX,
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
        REPORTS,
        IMPORTS,
        REMINDERS,
        POLICIES,
    ],
    Role.ADMINISTRATOR: [
        IMPORTS,
        WORKDAYS,
        STAFF,
        REMINDERS,
    ],
}
# What fits into the bar at the bottom of a phone; the rest is behind "More".
TABS = 4


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    icon: str
    is_current: bool
    badge: int = 0


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


def _item(entry, view_name, badges):
    name, label, icon = entry
    url = _address(name)
    return url and Item(url, label, icon, name == view_name, badges.get(name, 0))


@register.simple_tag(takes_context=True)
def navigation(context):
    """`{% navigation as nav %}`: what this person's role works with, in this order."""
    request = context.get("request")
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    entries = MENUS.get(getattr(user, "role", None), [HOME, POLICY])
    # How much waits behind an entry, counted by `crm_site.badges` where there is a page to show it.
    badges = context.get("badges") or {}
    items = [item for entry in entries if (item := _item(entry, view_name, badges))]
    return Navigation(items, _item(LOOKUP, view_name, badges), _address("home") or "/")


@register.simple_tag
def other_languages():
    """`{% other_languages as languages %}`: those the site speaks besides the present one."""
    present = get_language()
    return [get_language_info(code) for code, _name in settings.LANGUAGES if code != present]
