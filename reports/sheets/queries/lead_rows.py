"""Which leads each figure of marketing counts (R13.1, R9.8), said once for the sheet, the page and the report.

A lead that was joined to an earlier one of the same person has the fate of that one; of the two one is
counted, as the store's policy says. Nothing counts that took place before the lead was there.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate, TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followups.activities.models import Activity, Mode, Result
from followups.activities.rules import NOT_REACHED
from foundation.dates import moments_of
from intake.arrivals.models import Lead, LeadState
from intake.distribution.models import NEXT, Assignment
from intake.invitations.queries import inviter_of
from orders.orders.models import Order
from reception.models import Visit, VisitKind
from rewards.models import RewardEntry
from service.surveys.models import Survey

from .sheet import Measure

LABELS = {
    "leads": _("Leads"),
    "counted": _("Persons counted"),
    "valid": _("Valid leads"),
    "invalid": _("Set aside or closed"),
    "complete": _("With model and budget"),
    "assigned": pgettext_lazy("lead", "Assigned"),
    "contacted": _("First contact made"),
    "judged": _("Contacted or missed"),
    "in_time": _("Contacted in time"),
    "followed": _("Followed up"),
    "invited": _("Invited to the store"),
    "came": _("Came to the store"),
    "driven": _("Test-driven"),
    "ordered": _("Became an order"),
    "delivered": _("Delivered"),
}
# How soon the first contact came, in minutes, the last but one without an end; the last: there was none.
ANSWERED_WITHIN = (5, 15, 30, 60, 240, 1440, None)
NEVER = len(ANSWERED_WITHIN)
ANSWER = "answer"
# What stands for "none" in an address.
NONE = "none"
# By what leads are put together, and where a lead has it.
PATHS = {
    "channel": "channel",
    "event": "event",
    "source": "source",
    "person": "owner",
    "inviter": "inviter",
    "model": "model",
    "store": "store",
}


def leads_of(scope):
    """The leads received in the span that the viewer may see, of the chosen store and people."""
    rows = Lead.objects.visible_to(scope.viewer).filter(_received_within(scope))
    rows = rows.annotate(
        owner=_fate("assigned_to_id", BigIntegerField()),
        fate_opportunity=_fate("opportunity_id", BigIntegerField()),
        inviter=inviter_of("fate_opportunity", "owner"),
    )
    return scope.narrow(rows, person="owner")


def measures_of(scope):
    """``{name: Measure}``; each but the first is part of those that are counted."""
    rows = leads_of(scope)
    counted = rows.filter(is_counted=True).annotate(fate=_fate("state"))
    lost = Q(fate__in=(LeadState.SET_ASIDE, LeadState.CLOSED))
    assigned, dated = _assigned(counted, scope)

    rows_of = {
        "leads": rows,
        "counted": counted,
        "valid": counted.exclude(lost),
        "invalid": counted.filter(lost),
        "complete": counted.exclude(model="").exclude(budget=None),
        "assigned": assigned,
        "contacted": assigned.filter(_contacted()),
        "judged": assigned.filter(_contacted() | _missed(), term__isnull=False),
        "in_time": _in_time(assigned),
        "followed": _contacted_twice(assigned),
        "invited": dated.filter(_invited()),
        "came": assigned.filter(_came()),
        "driven": assigned.filter(_drove()),
        "ordered": dated.filter(_order(scope)),
        "delivered": dated.filter(_order(scope, delivered_on__isnull=False)),
    }
    return {name: Measure(label, rows_of[name]) for name, label in LABELS.items()}


def dated_of(scope):
    """The assigned persons of the span with ``since_on``, the day from which what is done counts."""
    counted = leads_of(scope).filter(is_counted=True).annotate(fate=_fate("state"))
    return _assigned(counted, scope)[1]


def _assigned(counted, scope):
    assigned = _with_fate(counted.exclude(owner=None))
    return assigned, assigned.annotate(since_on=local_day("since", scope))


def orders_of(scope):
    """Orders of the lead outside, placed once it was there, that stand and are a conversion by now (R9.10)."""
    return Order.objects.standing().filter(
        opportunity=OuterRef("fate_opportunity"),
        ordered_on__gte=OuterRef("since_on"),
        converted_on__lte=scope.today,
    )


def incentive_of(ordered):
    """What was paid for the orders of the measure, as a measure that adds it up (R8.9).

    An order counts for one lead: of several of the same intent the last that came before it.
    """
    later = Lead.objects.filter(
        opportunity=OuterRef("reward__order__opportunity"),
        is_counted=True,
        pk__gt=OuterRef(OuterRef("pk")),
        received_at__date__lte=OuterRef("reward__order__ordered_on"),
    )
    paid = RewardEntry.objects.filter(
        ~Exists(later),
        reward__order__opportunity=OuterRef("fate_opportunity"),
        reward__order__ordered_on__gte=OuterRef("since_on"),
        reward__order__cancelled_on=None,
        reward__order__converted_on__isnull=False,
    )
    paid = paid.order_by().values("reward__order__opportunity").annotate(sum=Sum("amount"))
    rows = ordered.rows.annotate(incentive=Subquery(paid.values("sum")))
    return Measure(_("Incentive paid"), rows.filter(incentive__isnull=False), "incentive")


def answered(measure):
    """Those of the measure that were contacted, with the ``wait`` from the assignment to that."""
    return _answered(measure.rows).exclude(wait=None)


def by_answer(measure):
    """``{band of ANSWERED_WITHIN: number}`` of an assigned measure; ``NEVER`` had no contact yet."""
    rows = _answered(measure.rows).order_by().annotate(band=_band()).values_list("band")
    return dict(rows.annotate(Count("pk")))


def surveys_by_answer(measure):
    """``{band: (surveys answered, sum of their answers)}`` of an assigned measure's own intents (R5.6).

    Of several leads of an intent the last counts, so that no answer is counted twice. Of an answer that is
    not for the consultant nothing is counted: a band of one would tell it.
    """
    later = Lead.objects.filter(
        opportunity=OuterRef("opportunity"), is_counted=True, pk__gt=OuterRef(OuterRef("pk"))
    )
    found = Survey.objects.answered().filter(
        opportunity=OuterRef("fate_opportunity"),
        opened_at__gte=OuterRef("since"),
        is_anonymous=False,
    )
    found = found.filter(~Exists(later)).order_by().values("opportunity")
    rows = _answered(measure.rows).annotate(
        surveyed=Subquery(found.annotate(n=Count("pk")).values("n")),
        said=Subquery(found.annotate(sum=Sum("points")).values("sum")),
    )
    rows = rows.exclude(surveyed=None).order_by().annotate(band=_band()).values_list("band")
    return {band: (n, sum) for band, n, sum in rows.annotate(Sum("surveyed"), Sum("said"))}


def by_month(measure, scope):
    """``{first day of the month: number}`` of when the leads were received."""
    month = TruncMonth(local_day("received_at", scope), output_field=DateField())
    rows = measure.rows.order_by().annotate(month=month).values_list("month")
    return dict(rows.annotate(Count("pk")))


def answered_within(rows, band):
    """Assigned ``rows`` whose first contact came within the band of ``ANSWERED_WITHIN``, or never."""
    if not 0 <= band <= NEVER:
        raise ValueError("no such band")
    rows = _answered(rows)
    if band == NEVER:
        return rows.filter(answered_at=None)
    rows = rows.exclude(wait=None)
    if band:
        rows = rows.filter(wait__gt=timedelta(minutes=ANSWERED_WITHIN[band - 1]))
    most = ANSWERED_WITHIN[band]
    return rows if most is None else rows.filter(wait__lte=timedelta(minutes=most))


def zones_of(scope):
    """The time zones of the scope's stores, read once."""
    if "zones" not in scope.memo:
        stores = scope.stores()
        if isinstance(stores, list):
            scope.memo["zones"] = sorted({store.time_zone for store in stores})
        else:
            found = stores.order_by("time_zone").values_list("time_zone", flat=True)
            scope.memo["zones"] = list(found.distinct())
    return scope.memo["zones"]


def local_day(moment, scope):
    """The business date of ``moment`` at the lead's store."""
    zones = zones_of(scope)
    days = [TruncDate(moment, tzinfo=ZoneInfo(zone)) for zone in zones]
    if len(days) < 2:
        return days[0] if days else TruncDate(moment)
    cases = [When(store__time_zone=zone, then=day) for zone, day in zip(zones, days, strict=True)]
    return Case(*cases, output_field=DateField())


def _received_within(scope):
    """The days of the span are those of each lead's store."""
    zones = zones_of(scope)
    wanted = Q(pk__in=[])
    for zone in zones:
        start, end = moments_of(scope.start, scope.end, ZoneInfo(zone))
        span = Q(received_at__gte=start, received_at__lt=end)
        wanted = span if len(zones) == 1 else wanted | span & Q(store__time_zone=zone)
    return wanted


def _fate(name, output_field=None):
    """Of a lead that was joined, the value of the lead it joined."""
    return Case(
        When(into=None, then=F(name)),
        default=F(f"into__{name}"),
        output_field=output_field,
    )


def _with_fate(rows):
    """``since``: from when what is done counts, since a known customer may have had contacts before."""
    rows = rows.annotate(
        fate_key=Coalesce("into_id", "pk", output_field=BigIntegerField()),
        fate_customer=_fate("customer_id", BigIntegerField()),
        noted_at=_fate("contacted_at"),
        term=_fate("first_contact_by"),
        overdue_at=_fate("missed_at"),
        given_last_at=_fate("assigned_at"),
    )
    known = When(fate=LeadState.KNOWN, then=F("given_last_at"))
    return rows.annotate(since=Case(known, default=_fate("received_at")))


def contacts_since():
    """Executed contacts of the lead outside since it was there."""
    return Activity.objects.executed().filter(
        opportunity=OuterRef("fate_opportunity"), executed_at__gte=OuterRef("since")
    )


def _contacted():
    """Without a card it was noted on the lead itself."""
    return Q(noted_at__isnull=False) | Q(Exists(contacts_since()))


def _passed_on():
    return Exists(Assignment.objects.filter(lead=OuterRef("fate_key"), rule=NEXT))


def _missed():
    return Q(overdue_at__isnull=False) | Q(_passed_on())


def _answered(rows):
    """Assigned rows with their ``wait``: from the first assignment to the first contact, by the clock."""
    given = Assignment.objects.filter(lead=OuterRef("fate_key"), person__isnull=False)
    first = Subquery(contacts_since().order_by("executed_at").values("executed_at")[:1])
    rows = rows.annotate(
        given_at=Coalesce(
            Subquery(given.order_by("at").values("at")[:1]), F("given_last_at"), F("since")
        ),
        answered_at=Coalesce(F("noted_at"), first),
    )
    wait = ExpressionWrapper(F("answered_at") - F("given_at"), DurationField())
    return rows.annotate(wait=wait)


def _band():
    steps = [
        When(wait__lte=timedelta(minutes=most), then=Value(place))
        for place, most in enumerate(ANSWERED_WITHIN[:-1])
    ]
    never = When(answered_at=None, then=Value(NEVER))
    return Case(never, *steps, default=Value(NEVER - 1), output_field=IntegerField())


def _in_time(rows):
    rows = _answered(rows).filter(answered_at__lte=F("term"), overdue_at=None)
    return rows.exclude(_passed_on())


def _contacted_twice(rows):
    second = Subquery(contacts_since().order_by("executed_at", "pk").values("pk")[1:2])
    noted_and_called = Q(noted_at__isnull=False) & Q(Exists(contacts_since()))
    return rows.annotate(second=second).filter(Q(second__isnull=False) | noted_and_called)


def _invited():
    """An appointment was made, or a visit planned before its day that stands or took place."""
    visits = Activity.objects.filter(
        opportunity=OuterRef("fate_opportunity"),
        mode__in=(Mode.STORE_VISIT, Mode.TEST_DRIVE),
        recorded_on__gte=OuterRef("since_on"),
    )
    planned = visits.planned() | visits.executed().filter(ended_on__gt=F("recorded_on"))
    agreed = contacts_since().filter(result=Result.APPOINTMENT)
    return Q(Exists(agreed)) | Q(Exists(planned))


def _came():
    """A contact in the store or a test drive that took place, or a visitor whom the door registered."""
    in_store = Q(mode__in=(Mode.STORE_VISIT, Mode.TEST_DRIVE)) & ~Q(result__in=NOT_REACHED)
    met = contacts_since().filter(in_store | Q(result__in=(Result.VISITED, Result.TEST_DRIVEN)))
    seen = Visit.objects.standing().filter(
        kind=VisitKind.WALK_IN,
        customer=OuterRef("fate_customer"),
        arrived_at__gte=OuterRef("since"),
    )
    return Q(Exists(met)) | Q(Exists(seen))


def _drove():
    drive = Q(mode=Mode.TEST_DRIVE) & ~Q(result__in=NOT_REACHED)
    return Exists(contacts_since().filter(drive | Q(result=Result.TEST_DRIVEN)))


def _order(scope, **more):
    return Exists(orders_of(scope).filter(**more))
