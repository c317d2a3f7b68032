"""Which pages each role works with (R1.1), the most used first, and where they stand in the menu. Pure."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.people.models import Role

# An address, what it is called, its icon.
Entry = tuple[str, Any, str]

TODAY = ("home", _("Today"), "sun")
HOME = ("home", _("Home"), "house")
BELL = ("notice_list", _("Notices"), "bell")
CUSTOMERS = ("leads:customer_list", _("Customers"), "people")
NEW_CUSTOMER = ("followups:customer_create", _("New customer"), "person-plus")
PLANS = ("followups:plan_list", _("Plans"), "calendar3")
WEEK = ("followups:week", _("Week"), "calendar-week")
ERRANDS = ("followups:errand_list", _("Tasks"), "list-task")
TARGET_LIST = ("leads:target_list", _("Target list"), "card-list")
MARKET = ("leads:market_notes", _("Market and competitors"), "binoculars")
SATISFACTION = ("followups:satisfaction_list", _("Buyers' satisfaction"), "emoji-laughing")
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
QUOTATIONS = ("orders:quotation_list", _("Quotations"), "calculator")
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
CONFIDENTIALITY = (
    "accounts:confidentiality_list",
    _("Confidentiality"),
    "file-earmark-lock",
)
POLICIES = ("compliance:policy_list", _("Policies"), "sliders")
WORKDAYS = ("followups:workday_list", _("Working days"), "calendar-week")
REMINDERS = ("compliance:robot_list", _("Reminders"), "send")
HEALTH = ("health_details", _("Health of the site"), "heart-pulse")
DOOR = ("reception:home", _("Reception"), "door-open")
LEADS = ("intake:lead_list", _("Leads"), "inboxes")
DUPLICATES = ("intake:suspicion_list", _("Data cleaning"), "intersect")
TELEPHONE_DESK = ("intake:desk", _("Telephone desk"), "headset")
NEW_LEAD = ("intake:lead_create", _("New lead"), "person-lines-fill")
LEAD_FIGURES = ("reports:lead_figures", _("Figures of leads"), "bar-chart-line")
MONTHLY_REPORTS = ("reports:monthly_report_list", _("Monthly reports"), "journal-richtext")
SURVEYS = ("service:survey_list", _("Satisfaction surveys"), "emoji-smile")
MISCONDUCT = ("service:misconduct", _("Tell in confidence"), "shield-lock")
OPEN_STEPS = ("service:department", _("Open steps"), "list-check")
LOSSES = ("service:loss_list", _("Loss reviews"), "telephone-outbound")
QUESTIONS = ("service:question_list", _("Questions"), "question-circle")
COMPLAINTS = ("service:complaint_list", _("Complaints"), "exclamation-octagon")
SCORES = ("reports:score_list", _("Monthly scores"), "speedometer2")
VISITORS = ("reception:register", _("Visitors"), "journal-check")
LOOKUP = ("followups:phone_lookup", _("Phone lookup"), "telephone")
ASK_ABSENCE = ("followups:absence_create", _("Ask for an absence"), "calendar-plus")
NEW_VEHICLE = ("orders:vehicle_create", _("New vehicle"), "plus-circle")
PROFILE = ("profile", _("My profile"), "person-circle")
PASSWORD = ("password_change", _("Change password"), "key")

MENUS = {
    Role.CONSULTANT: [
        TODAY,
        CUSTOMERS,
        NEW_CUSTOMER,
        WEEK,
        PLANS,
        ORDERS,
        DOOR,
        ERRANDS,
        TARGET_LIST,
        SUPPORT,
        QUESTIONS,
        COMPLAINTS,
        LOSSES,
        WEEK_TARGETS,
        LEADS,
        TELEPHONE_DESK,
        LOOKUP,
        STOCK,
        PROPOSALS,
        LEDGER,
        VISITORS,
        MARKET,
        SURVEYS,
        QUOTATIONS,
        MISCONDUCT,
        ANNOTATIONS,
        FINDINGS,
        REPORTS,
        REWARDS,
        SCORES,
        CLAIMS,
        INDICATORS,
        SHEETS,
        ABSENCES,
        POLICY,
        ASK_ABSENCE,
    ],
    Role.MANAGER: [
        EVENING,
        REVIEW,
        INBOX,
        CUSTOMERS,
        OVERDUE,
        SUPPORT,
        QUESTIONS,
        COMPLAINTS,
        LOSSES,
        FINDINGS,
        LEADS,
        TELEPHONE_DESK,
        ERRANDS,
        TARGET_LIST,
        DUES,
        MINE,
        ORDERS,
        INDICATORS,
        PLANS,
        LOOKUP,
        WEEK,
        WEEK_TARGETS,
        DOOR,
        VISITORS,
        STOCK,
        MARKET,
        SURVEYS,
        QUOTATIONS,
        MISCONDUCT,
        SATISFACTION,
        TARGETS,
        PROPOSALS,
        REPORTS,
        LEDGER,
        REWARDS,
        SCORES,
        CLAIMS,
        HAND_OVER,
        DUPLICATES,
        SHEETS,
        ABSENCES,
        POLICY,
        NEW_VEHICLE,
        ASK_ABSENCE,
    ],
    Role.DIRECTOR: [
        INBOX,
        INDICATORS,
        CUSTOMERS,
        EVENING,
        FINDINGS,
        SUPPORT,
        QUESTIONS,
        COMPLAINTS,
        LOSSES,
        OVERDUE,
        SHEETS,
        PROPOSALS,
        ORDERS,
        LEADS,
        TELEPHONE_DESK,
        LEAD_FIGURES,
        MONTHLY_REPORTS,
        ERRANDS,
        TARGET_LIST,
        TARGETS,
        POLICIES,
        LOOKUP,
        LEDGER,
        REWARDS,
        SCORES,
        CLAIMS,
        HAND_OVER,
        DUPLICATES,
        WEEK,
        WEEK_TARGETS,
        MINE,
        PLANS,
        VISITORS,
        DUES,
        STOCK,
        MARKET,
        SURVEYS,
        QUOTATIONS,
        MISCONDUCT,
        SATISFACTION,
        ABSENCES,
        REPORTS,
        IMPORTS,
        REMINDERS,
        CAR_MODELS,
        EMPHASIS,
        RIGHTS,
        CONFIDENTIALITY,
        NEW_VEHICLE,
    ],
    Role.GENERAL_MANAGER: [
        INDICATORS,
        SHEETS,
        EVENING,
        CUSTOMERS,
        OVERDUE,
        ORDERS,
        LEADS,
        TELEPHONE_DESK,
        LEAD_FIGURES,
        MONTHLY_REPORTS,
        DUES,
        POLICIES,
        EMPHASIS,
        FINDINGS,
        PROPOSALS,
        LEDGER,
        LOOKUP,
        WEEK,
        WEEK_TARGETS,
        PLANS,
        VISITORS,
        STOCK,
        MARKET,
        SURVEYS,
        QUOTATIONS,
        MISCONDUCT,
        SATISFACTION,
        QUESTIONS,
        ERRANDS,
        TARGET_LIST,
        COMPLAINTS,
        LOSSES,
        REPORTS,
        REWARDS,
        SCORES,
        CLAIMS,
        PAST_HAND_OVERS,
        ABSENCES,
        RIGHTS,
        CONFIDENTIALITY,
    ],
    Role.RECEPTION: [
        DOOR,
        VISITORS,
        NEW_LEAD,
        LEADS,
        COMPLAINTS,
        LOOKUP,
        MISCONDUCT,
        POLICY,
    ],
    Role.MARKETING: [
        LEADS,
        NEW_LEAD,
        LEAD_FIGURES,
        MONTHLY_REPORTS,
        OPEN_STEPS,
        QUESTIONS,
        COMPLAINTS,
        SCORES,
        DUPLICATES,
        MARKET,
        CAR_MODELS,
        SHEETS,
        LOOKUP,
        MISCONDUCT,
        POLICY,
    ],
    Role.SERVICE: [
        COMPLAINTS,
        OPEN_STEPS,
        QUESTIONS,
        SURVEYS,
        LOSSES,
        LOOKUP,
        SHEETS,
        POLICY,
        MISCONDUCT,
    ],
    Role.FINANCE: [
        OPEN_STEPS,
        DUES,
        ORDERS,
        QUESTIONS,
        COMPLAINTS,
        STOCK,
        LOOKUP,
        MISCONDUCT,
        REWARD_LEDGER,
        SCORES,
        POLICY,
    ],
    Role.ADMINISTRATOR: [
        IMPORTS,
        WORKDAYS,
        STAFF,
        MISCONDUCT,
        INBOX,
        RIGHTS,
        EXPORTS,
        CONFIDENTIALITY,
        REMINDERS,
        HEALTH,
    ],
}
# What fits into the bar at the bottom of a phone, what the menu beside a desk holds, and what "More" holds; with
# "All pages" it is nine at most. All else is on that page.
TABS = 4
LINES = 8
MORE = 8

WORK, STORE, HOUSE = _("Customers and plans"), _("Store"), _("Figures and house rules")
_STORE = [
    DOOR,
    VISITORS,
    LEADS,
    DUPLICATES,
    NEW_LEAD,
    ORDERS,
    QUOTATIONS,
    DUES,
    STOCK,
    NEW_VEHICLE,
    TARGETS,
    MARKET,
    QUESTIONS,
    SURVEYS,
    COMPLAINTS,
    LOSSES,
    SATISFACTION,
    CAR_MODELS,
]
_HOUSE = [
    INDICATORS,
    LEAD_FIGURES,
    MONTHLY_REPORTS,
    SHEETS,
    MISCONDUCT,
    EXPORTS,
    FINDINGS,
    PROPOSALS,
    REPORTS,
    LEDGER,
    REWARDS,
    REWARD_LEDGER,
    SCORES,
]
_HOUSE += [
    POLICY,
    POLICIES,
    EMPHASIS,
    IMPORTS,
    STAFF,
    RIGHTS,
    CONFIDENTIALITY,
    WORKDAYS,
    REMINDERS,
    HEALTH,
]
GROUPS = [WORK, STORE, HOUSE]


def group_of(entry: Entry) -> Any:
    """The heading under which a page stands."""
    return STORE if entry in _STORE else HOUSE if entry in _HOUSE else WORK


def entries_of(role: Any) -> list[Entry]:
    """All pages of a role, in the order of its menu."""
    return MENUS.get(role, [HOME, SHEETS, POLICY])
