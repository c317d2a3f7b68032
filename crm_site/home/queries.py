"""Which page each role begins with (R1.1), what stands above a consultant's list, what went well."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from accounts.people.models import Role, User
from compliance.penalties.models import RectificationReport
from followups.activities.models import Activity, ActivityState
from foundation.months import month_of
from foundation.prepared import in_one_row, prepared
from leads.opportunities.models import OpportunityChange, State
from orders.orders.models import Order
from orders.targets.models import Target
from orders.targets.queries import Progress, progress
from rewards.models import RewardEntry

FIRST_PAGES = {
    Role.RECEPTION: ["reception:home"],
    Role.MANAGER: ["followups:board"],
    Role.DIRECTOR: ["compliance:inbox", "leads:customer_list"],
    Role.GENERAL_MANAGER: ["reports:dashboard"],
    Role.ADMINISTRATOR: ["import_list", "accounts:staff_list"],
    Role.FINANCE: ["service:department"],
    Role.MARKETING: ["intake:lead_list"],
    Role.SERVICE: ["service:department"],
}
OTHERS = ["followups:phone_lookup"]


def first_pages_of(user):
    """The addresses of the page that they begin with, the first that exists."""
    return ["home"] if user.is_consultant else FIRST_PAGES.get(user.role, OTHERS)


# What may stand above the list, each folded into one line, the most urgent first.
LINES = (
    "reports",
    "errands",
    "complaints",
    "annotations",
    "support",
    "full_days",
    "taken_over",
    "emphases",
    "coming_up",
)
# So many lines leave the first customer within the first 480 px of a phone.
MOST_LINES = 3


def lines_of(context):
    """``(templates, further templates)`` of what the page has to tell; the further ones share a line."""
    found = [f"home/lines/{name}.html" for name in LINES if context.get(name)]
    if len(found) <= MOST_LINES:
        return found, []
    return found[: MOST_LINES - 1], found[MOST_LINES - 1 :]


def coming_up_in_rows(coming_up, rows):
    """Gives each row what comes up for its customer; returns what is left for others."""
    of_rows = {row.opportunity.customer_id for row in rows}
    for row in rows:
        customer = row.opportunity.customer_id
        row.coming_up = [item for item in coming_up if item.customer.pk == customer]
    return [item for item in coming_up if item.customer.pk not in of_rows]


@dataclass(frozen=True)
class GoingWell:
    """A consultant's own figures, which nobody is ranked by.

    Contacts ``kept`` on their day or before, of those ``due`` this week until today; the ``month``
    against its target, what it has ``earned`` and who was ``won_back`` in it.
    """

    due: int
    kept: int
    month: Progress
    earned: Decimal
    won_back: int

    def __bool__(self) -> bool:
        return any(
            (self.kept, self.month.orders, self.month.target_orders, self.earned, self.won_back)
        )


def going_well(user: User, *, on: date) -> GoingWell:
    """What went well for the consultant, as of the business date."""
    monday, month = on - timedelta(days=on.weekday()), on.replace(day=1)
    first, last = month_of(on)
    orders, targets = Order.objects.filter(consultant=user), Target.objects.filter(consultant=user)
    of_month = progress(orders, targets, month=month, by="consultant").get(user.pk, Progress())
    return GoingWell(
        **_plans.row(person=user.pk, first=monday, last=on),
        month=of_month,
        earned=_earned.row(person=user.pk, first=first, last=last)["amounts"] or Decimal(0),
        won_back=_won_back.row(person=user.pk, first=first, last=last)["customers"],
    )


@prepared
def _plans(person, first, last):
    due = Activity.objects.filter(consultant=person, planned_on__range=(first, last))
    due = due.exclude(state=ActivityState.CANCELLED)
    in_time = Q(state=ActivityState.EXECUTED, executed_on__lte=F("planned_on"))
    return in_one_row(due, due=Count("pk"), kept=Count("pk", filter=in_time))


@prepared
def _earned(person, first, last):
    entries = RewardEntry.objects.filter(person=person, on__range=(first, last))
    return in_one_row(entries, amounts=Sum("amount"))


@prepared
def _won_back(person, first, last):
    lost = OpportunityChange.objects.filter(
        opportunity=OuterRef("opportunity"), state=State.LOST, pk__lt=OuterRef("pk")
    )
    # What a merge of two cards had ended was never lost.
    lost = lost.exclude(lost_reason="")
    back = OpportunityChange.objects.filter(
        Exists(lost),
        opportunity__consultant=person,
        state=State.EXECUTING,
        changed_on__range=(first, last),
    )
    return in_one_row(back, customers=Count("opportunity__customer", distinct=True))


@prepared
def reports_to_write(person):
    """The rectification reports that a person owes, the first due first (R8.6)."""
    rows = RectificationReport.objects.filter(person=person).to_write()
    return rows.order_by("due_on", "pk")
