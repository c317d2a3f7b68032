"""What each indicator counts (R9.8).

An indicator is a share: ``of`` these rows, those that are ``good``. The number, and the list that it
leads to, are made of the same two.

- A lead is an opportunity registered in the period; it counts for whoever has it now.
- Valid: nobody found its number wrong, and it was not lost because nobody could be reached.
- Followed up: of the opportunities under way at some time of the period, those with an executed
  contact in it, whoever made it.
- A conversion is an order that became one in the period (R9.10) and was not cancelled; it counts for
  who sold it. The conversion rate is of the leads: how many of those of the period have become an order
  to this day, whoever sold it (R13.1).
- Overdue: of the plans due in the period up to yesterday, those not executed at the close of their
  day, days of absence apart (R4.4, R4.7). What was never a plan (ADR 7) is none.
- Answered promptly: of the leads of the period, those with an executed contact on the day of their
  registration or the next. Those whose two days are not over and that wait still are left out.
- Incentive pay is what the ledger of rewards holds of the days of the period, reversals included, for
  whose it is (R8.9); beside it stand the rewards that were entered, one for each conversion.
- A call-back is kept by a contact within the 24 hours that were promised, unless the rule finds it missed
  (R4.6), whatever became of the plan of the call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from followups.activities.models import Activity, ActivityState, Result
from followups.activities.rules import CALL_BACK_WITHIN
from followups.deadlines.models import Deadline
from followups.deadlines.rules.kinds import Kind
from foundation.dates import ONE_DAY
from leads.customers.models import Lifecycle
from leads.opportunities.models import LostReason, Opportunity, OpportunityChange, State
from orders.orders.models import Order
from rewards.models import RewardEntry

from .origins import by_origin

ENDED = {"won": [State.WON, State.CLOSED], "lost": [State.LOST]}
# Waits from the registration to the first contact, in days.
WAITS = {
    "0": Q(wait__lte=timedelta(0)),
    "1": Q(wait=timedelta(1)),
    "2": Q(wait__range=(timedelta(2), timedelta(3))),
    "4": Q(wait__range=(timedelta(4), timedelta(7))),
    "8": Q(wait__gt=timedelta(7)),
    "none": Q(wait=None),
}


def leads(scope):
    rows = scope.opportunities().filter(registered_on__range=scope.days)
    return scope.of(rows, customer="customer")


def began_on(scope):
    """The first day of which the stores have a lead, or ``None``."""
    rows = Opportunity.objects.intents().filter(store__in=scope.stores())
    return rows.aggregate(first=Min("registered_on"))["first"]


def valid(scope):
    wrong = Activity.objects.filter(opportunity=OuterRef("pk"), result=Result.WRONG_NUMBER)
    return ~Q(state=State.LOST, lost_reason=LostReason.UNREACHABLE) & ~Exists(wrong)


def converted(scope):
    """Whether a lead has become an order that stands, to this day."""
    sold = Order.objects.standing().filter(opportunity=OuterRef("pk"))
    return Exists(sold.filter(converted_on__lte=scope.today))


def under_way(scope):
    rows = scope.opportunities().filter(registered_on__lte=scope.last)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=scope.start))
    return scope.of(rows, customer="customer")


def followed(scope):
    contacts = Activity.objects.executed().filter(executed_on__range=scope.days)
    return Exists(contacts.filter(opportunity=OuterRef("pk")))


def conversions(scope):
    rows = Order.objects.visible_to(scope.viewer).standing().filter(converted_on__range=scope.days)
    return scope.of(rows, customer="customer")


def incentives(scope):
    rows = RewardEntry.objects.visible_to(scope.viewer).filter(on__range=scope.days)
    return scope.of(rows, customer="reward__order__customer", person="person")


def rewarded(scope):
    return incentives(scope).filter(reverses=None)


def plans_due(scope):
    was_plan = Q(ended_on=None) | Q(ended_on__gt=F("recorded_on"))
    stood = ~Q(state=ActivityState.CANCELLED) | Q(ended_on__gt=F("planned_on"))
    rows = _activities(scope).filter(was_plan, stood, planned_on__range=scope.closed_days)
    return scope.of(rows, customer="opportunity__customer", store="opportunity__store")


def overdue(scope):
    broken = Deadline.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=F("breaks_on")),
        store__in=scope.stores(),
        kind=Kind.OVERDUE_ACTIVITY,
        activity__isnull=False,
        breaks_on__lt=scope.today,
    )
    return Q(pk__in=broken.values("activity"))


def waiting(scope):
    """Leads with ``wait``: from the registration to the first contact, ``None`` while there is none."""
    contacts = Activity.objects.executed().filter(
        opportunity=OuterRef("pk"), executed_on__lte=scope.today
    )
    first = contacts.order_by("executed_on").values("executed_on")[:1]
    first = Subquery(first, output_field=DateField())
    wait = ExpressionWrapper(first - F("registered_on"), output_field=DurationField())
    return leads(scope).annotate(wait=wait)


def answerable(scope):
    over = Q(registered_on__lt=scope.today - ONE_DAY)
    return waiting(scope).filter(over | Q(wait__isnull=False))


def prompt(scope):
    return Q(wait__lte=ONE_DAY)


def call_backs(scope):
    over = Q(call_back_by__lt=_midnight(scope.today)) | Q(kept(scope))
    first, last = scope.days
    rows = _activities(scope).filter(
        over,
        is_first_contact=False,
        call_back_by__gte=_midnight(first) + CALL_BACK_WITHIN,
        call_back_by__lt=_midnight(last + ONE_DAY) + CALL_BACK_WITHIN,
    )
    return scope.of(rows, customer="opportunity__customer", store="opportunity__store")


def _midnight(day):
    """The moment at which the day begins."""
    return make_aware(datetime.combine(day, time()))


def kept(scope):
    """A contact within the hours, and nothing missed by the rule (R4.6); buyers have no such rule."""
    due = OuterRef("call_back_by")
    since = ExpressionWrapper(due - CALL_BACK_WITHIN, output_field=DateTimeField())
    calls = Activity.objects.executed().filter(opportunity=OuterRef("opportunity"))
    in_time = Exists(calls.filter(executed_at__gte=since, executed_at__lte=due))
    owed = Deadline.objects.filter(kind=Kind.MISSED_CALLBACK, activity=OuterRef("pk"))
    return Q(in_time) & ~Q(Exists(owed))


def _activities(scope):
    rows = Activity.objects.visible_to(scope.viewer)
    if scope.viewer.is_consultant:
        rows = rows.exclude(opportunity__customer__lifecycle=Lifecycle.INACTIVE)
    return rows


def mix(scope):
    """Leads with ``entry``, the grade they were registered with, and ``now``: the present one, or the end."""
    first = OpportunityChange.objects.filter(opportunity=OuterRef("pk"), grade__isnull=False)
    entry = Subquery(first.order_by("changed_on", "pk").values("grade__code")[:1])
    ended = [When(state__in=states, then=Value(name)) for name, states in ENDED.items()]
    return leads(scope).annotate(entry=entry, now=Case(*ended, default=F("grade__code")))


@dataclass(frozen=True)
class Indicator:
    """``whole`` is the name of the measure of all rows; ``all_label`` and ``label`` head the lists."""

    whole: str
    all_label: str
    label: str
    of: Callable
    good: Callable
    more_is_better: bool = True


INDICATORS = {
    "valid": Indicator("leads", _("Leads"), _("Valid leads"), leads, valid),
    "converted": Indicator("leads", _("Leads"), _("Became an order"), leads, converted),
    "followed": Indicator(
        "under_way", _("Customers under way"), _("Followed up"), under_way, followed
    ),
    "overdue": Indicator("due", _("Plans due"), _("Overdue plans"), plans_due, overdue, False),
    "prompt": Indicator(
        "to_answer", _("Leads to answer"), _("Answered by the next day"), answerable, prompt
    ),
    "kept": Indicator(
        "call_backs", _("Call-backs promised"), _("Called back in 24 hours"), call_backs, kept
    ),
}

# Lookups from the rows to the person they count for, the store and the customer.
PATHS = {
    Opportunity: ("consultant", "store", "customer"),
    Activity: ("consultant", "opportunity__store", "opportunity__customer"),
    Order: ("consultant", "store", "customer"),
    RewardEntry: ("person", "store", "reward__order__customer"),
    OpportunityChange: ("opportunity__consultant", "store", "opportunity__customer"),
}


def part(model, name, value):
    """The rows of one part of a table, as a ``Q``; raises ``KeyError`` or ``ValueError`` for nonsense."""
    person, store, customer = PATHS[model]
    # Addresses that were kept from earlier say `way`.
    if name in ("origin", "way"):
        return by_origin(value, customer)
    if name == "wait":
        return WAITS[value]
    if name in ("entry", "now"):
        return Q(**{name: value})
    if name == "grade":
        return Q(grade__code=value)
    if not value.isascii() or not value.isdecimal() or len(value) > 18:
        raise ValueError(f"{value!r} is no key")
    key = int(value)
    if name == "team":
        alone = Q(**{person: key, f"{person}__manager": None})
        return Q(**{f"{person}__manager": key}) | alone
    return Q(**{{"person": person, "store": store}[name]: key})
