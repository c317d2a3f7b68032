"""The menu of each role, and how much waits behind its entries; a page that does not exist is left out."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.notices.queries import count_unread
from accounts.people.models import Role
from compliance.decisions.queries import count_waiting
from followups.support.queries import count_support


def badges(request):
    """`badges` for templates: ``{address name: number}``, counted only where a page shows it."""
    return {"badges": SimpleLazyObject(lambda: _count(request))}


def _count(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "compliance:inbox": count_waiting(user),
        "followups:support_list": count_support(user),
        "notice_list": count_unread(user),
    }


TODAY = ("home", _("Today"), "sun")
HOME = ("home", _("Home"), "house")
BELL = ("notice_list", _("Notices"), "bell")
CUSTOMERS = ("leads:customer_list", _("Customers"), "people")
NEW_CUSTOMER = ("followups:customer_create", _("New customer"), "person-plus")
PLANS = ("followups:plan_list", _("Plans"), "calendar3")
WEEK = ("followups:week", _("Week"), "calendar-week")
MARKET = ("leads:market_notes", _("Market and competitors"), "binoculars")
SATISFACTION = ("followups:satisfaction_list", _("Buyers' satisfaction"), "emoji-smile")
WEEK_TARGETS = ("followups:week_targets", _("Target customers"), "bullseye")
MINE = ("followups:my_desk", _("My own part"), "person-check")
EVENING = ("followups:board", _("Evening"), "sunset")
REVIEW = ("followups:review", _("Review"), "check2-square")
ANNOTATIONS = ("followups:annotation_list", _("Annotations"), "chat-left-text")
SUPPORT = ("followups:support_list", _("Support wanted"), "life-preserver")
INBOX = ("compliance:inbox", _("Decisions"), "inbox")
REPORTS = ("compliance:report_list", _("Rectification reports"), "file-earmark-text")
INDICATORS = ("reports:dashboard", _("Indicators"), "graph-up")
SHEETS = ("reports:sheet_list", _("Sheets"), "table")
EXPORTS = ("reports:export_log", _("Log of exports"), "journal-arrow-down")
ORDERS = ("orders:order_list", _("Orders"), "bag")
DUES = ("orders:due_list", _("Payments due"), "cash-coin")
CAR_MODELS = ("leads:model_list", _("Car models"), "car-front-fill")
STOCK = ("orders:vehicle_list", _("Stock"), "car-front")
TARGETS = ("orders:target_grid", _("Targets"), "bullseye")
OVERDUE = ("followups:overdue_list", _("Team overdue"), "alarm")
FINDINGS = ("compliance:finding_list", _("Findings"), "flag")
PROPOSALS = ("compliance:proposal_list", _("Proposals"), "clipboard-check")
CLAIMS = ("compliance:claim_list", _("Claims"), "person-raised-hand")
LEDGER = ("compliance:ledger", _("Ledger"), "journal-text")
REWARDS = ("rewards:reward_list", _("Rewards"), "award")
REWARD_LEDGER = ("rewards:ledger", _("Ledger of rewards"), "journal-check")
HAND_OVER = ("compliance:hand_over_board", _("Reassign customers"), "arrow-left-right")
PAST_HAND_OVERS = ("compliance:hand_over_list", _("Past hand-overs"), "arrow-left-right")
IMPORTS = ("import_list", _("Imports"), "box-arrow-in-down")
RIGHTS = ("accounts:rights", _("Changes of rights"), "shield-check")
STAFF = ("accounts:staff_list", _("Staff"), "person-badge")
ABSENCES = ("followups:absence_list", _("Absences"), "calendar-x")
POLICY = ("leads:policy", _("Grading policy"), "list-check")
EMPHASIS = ("accounts:emphasis", _("Emphasis of the month"), "megaphone")
POLICIES = ("compliance:policy_list", _("Policies"), "sliders")
WORKDAYS = ("followups:workday_list", _("Working days"), "calendar-week")
HEALTH = ("health_details", _("Health of the site"), "heart-pulse")
REMINDERS = ("compliance:robot_list", _("Reminders"), "send")
DOOR = ("reception:home", _("Reception"), "door-open")
VISITORS = ("reception:register", _("Visitors"), "journal-check")
LOOKUP = ("followups:phone_lookup", _("Phone lookup"), "telephone")

MENUS = {
    Role.CONSULTANT: [
        TODAY,
        CUSTOMERS,
        NEW_CUSTOMER,
        WEEK,
        WEEK_TARGETS,
        PLANS,
        DOOR,
        VISITORS,
        ORDERS,
        STOCK,
        MARKET,
        ANNOTATIONS,
        SUPPORT,
        FINDINGS,
        PROPOSALS,
        REPORTS,
        LEDGER,
        REWARDS,
        CLAIMS,
        INDICATORS,
        SHEETS,
        ABSENCES,
        POLICY,
    ],
    Role.MANAGER: [
        EVENING,
        REVIEW,
        INBOX,
        SUPPORT,
        OVERDUE,
        FINDINGS,
        CUSTOMERS,
        WEEK,
        WEEK_TARGETS,
        MINE,
        PLANS,
        DOOR,
        VISITORS,
        ORDERS,
        DUES,
        STOCK,
        MARKET,
        SATISFACTION,
        TARGETS,
        PROPOSALS,
        REPORTS,
        LEDGER,
        REWARDS,
        CLAIMS,
        HAND_OVER,
        INDICATORS,
        SHEETS,
        ABSENCES,
        POLICY,
    ],
    Role.DIRECTOR: [
        INBOX,
        INDICATORS,
        FINDINGS,
        PROPOSALS,
        LEDGER,
        REWARDS,
        CLAIMS,
        HAND_OVER,
        CUSTOMERS,
        EVENING,
        SUPPORT,
        OVERDUE,
        WEEK,
        WEEK_TARGETS,
        MINE,
        PLANS,
        VISITORS,
        ORDERS,
        DUES,
        STOCK,
        MARKET,
        SATISFACTION,
        TARGETS,
        SHEETS,
        ABSENCES,
        REPORTS,
        IMPORTS,
        REMINDERS,
        POLICIES,
        CAR_MODELS,
        EMPHASIS,
        RIGHTS,
    ],
    Role.GENERAL_MANAGER: [
        INDICATORS,
        SHEETS,
        EVENING,
        POLICIES,
        EMPHASIS,
        CUSTOMERS,
        OVERDUE,
        WEEK,
        WEEK_TARGETS,
        PLANS,
        VISITORS,
        ORDERS,
        DUES,
        STOCK,
        MARKET,
        SATISFACTION,
        FINDINGS,
        PROPOSALS,
        REPORTS,
        LEDGER,
        REWARDS,
        CLAIMS,
        PAST_HAND_OVERS,
        ABSENCES,
        RIGHTS,
    ],
    Role.RECEPTION: [
        DOOR,
        VISITORS,
        POLICY,
    ],
    Role.MARKETING: [
        HOME,
        MARKET,
        CAR_MODELS,
        SHEETS,
        POLICY,
    ],
    Role.FINANCE: [
        DUES,
        ORDERS,
        STOCK,
        REWARD_LEDGER,
        POLICY,
    ],
    Role.ADMINISTRATOR: [
        IMPORTS,
        WORKDAYS,
        STAFF,
        INBOX,
        RIGHTS,
        EXPORTS,
        REMINDERS,
        HEALTH,
    ],
}
# What fits into the bar at the bottom of a phone; the rest is behind "More", under these headings.
TABS = 4
GROUPS = [
    (
        _("Customers and plans"),
        [
            TODAY,
            CUSTOMERS,
            NEW_CUSTOMER,
            WEEK,
            WEEK_TARGETS,
            MINE,
            PLANS,
            EVENING,
            REVIEW,
            OVERDUE,
            ANNOTATIONS,
        ]
        + [SUPPORT, INBOX, CLAIMS, HAND_OVER, PAST_HAND_OVERS],
    ),
    (_("Store"), [DOOR, VISITORS, ORDERS, DUES, STOCK, TARGETS, MARKET, SATISFACTION]),
    (
        _("House rules"),
        [FINDINGS, PROPOSALS, REPORTS, LEDGER, REWARDS, REWARD_LEDGER, POLICY, POLICIES]
        + [EMPHASIS],
    ),
]
OTHERS = _("Figures and administration")


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    icon: str
    is_current: bool
    group: str
    badge: int = 0


@dataclass(frozen=True)
class Navigation:
    """``items`` in the order of the menu: the tabs, then the others group by group."""

    items: list
    lookup: Item | None
    bell: Item
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
    group = next((group for group, entries in GROUPS if entry in entries), OTHERS)
    return url and Item(url, label, icon, name == view_name, group, badges.get(name, 0))


def _in_groups(items):
    """The tabs stay first; what is beyond them stands together by group."""
    order = [group for group, _entries in GROUPS] + [OTHERS]
    return items[:TABS] + sorted(items[TABS:], key=lambda item: order.index(item.group))


def menu_of(user, *, view_name, badges):
    """The ``Navigation`` of a person of this role, on the page of this name."""
    entries = MENUS.get(getattr(user, "role", None), [HOME, SHEETS, POLICY])
    items = [item for entry in entries if (item := _item(entry, view_name, badges))]
    lookup, bell = (_item(entry, view_name, badges) for entry in (LOOKUP, BELL))
    return Navigation(_in_groups(items), lookup, bell, _address("home") or "/")
