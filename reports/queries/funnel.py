"""How grades are raised: H←A←B←C, volume, share and days (R9.8).

An entry is a change to a grade in the period, the registration among them; a policy that calls the
same grade anew makes none. It was raised where the next change of the grade, or the end, is upward:
to a hotter grade, to an order, or won. So the step from the hottest grade is the order. It counts for
whoever has the customer now.
"""

from django.db.models import (
    Avg,
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.access import owned_by_visible_staff
from leads.models import Lifecycle, OpportunityChange, State
from reports.rules.charts import lengths

from .chart_table import ChartTable
from .grades import open_grades
from .sheet import NUMBER, SHARE, Column, Figure, Table
from .tallies import percent

BOUGHT = [State.WON, State.CLOSED]
ORDERED, LOST = -1, 99_999
COLUMNS = [
    Column("step", gettext_lazy("Step"), width=10),
    Column("entries", gettext_lazy("Came"), NUMBER, 8),
    Column("raised", gettext_lazy("Raised"), NUMBER, 8),
    Column("share", gettext_lazy("Share"), SHARE, 8),
    Column("days", gettext_lazy("Days"), NUMBER, 8),
    Column("share_before", pgettext_lazy("span of time", "Before"), SHARE, 8),
    Column("days_before", gettext_lazy("Days before"), NUMBER, 8),
]
RAISED = Q(next_rank__lt=F("grade__sort_order"))


def entries(scope):
    """Changes to a grade of the period with ``next_rank`` and ``next_on`` of what came after them."""
    seen = owned_by_visible_staff(
        scope.viewer, person="opportunity__consultant", store="opportunity__store"
    )
    rows = OpportunityChange.objects.filter(
        seen,
        Q(state=None) | Q(state=State.EXECUTING),
        changed_on__range=scope.days,
        grade__isnull=False,
        grade__is_ordered=False,
    )
    if scope.viewer.is_consultant:
        rows = rows.exclude(opportunity__customer__lifecycle=Lifecycle.INACTIVE)
    rows = scope.of(
        rows,
        person="opportunity__consultant",
        store="opportunity__store",
        customer="opportunity__customer",
    )
    before = _others(scope, "lt").filter(grade__isnull=False).order_by("-changed_on", "-pk")
    rows = rows.annotate(previous=Subquery(before.values("grade__code")[:1]))
    rows = rows.filter(Q(previous=None) | ~Q(previous=F("grade__code")))
    after = _others(scope, "gt").filter(
        Q(state__in=[*BOUGHT, State.LOST])
        | Q(grade__isnull=False) & ~Q(grade__code=OuterRef("grade__code"))
    )
    rank = Case(
        When(state__in=BOUGHT, then=Value(ORDERED)),
        When(state=State.LOST, then=Value(LOST)),
        When(grade__is_ordered=True, then=Value(ORDERED)),
        default=F("grade__sort_order"),
        output_field=IntegerField(),
    )
    after = after.annotate(rank=rank).order_by("changed_on", "pk")
    return rows.annotate(
        next_rank=Subquery(after.values("rank")[:1]),
        next_on=Subquery(after.values("changed_on")[:1], output_field=DateField()),
    )


def _others(scope, way):
    """Changes of the same opportunity before (``lt``) or after (``gt``) the one outside."""
    same_day = Q(changed_on=OuterRef("changed_on"), **{f"pk__{way}": OuterRef("pk")})
    return OpportunityChange.objects.filter(
        Q(**{f"changed_on__{way}": OuterRef("changed_on")}) | same_day,
        opportunity=OuterRef("opportunity"),
        changed_on__lte=scope.today,
    )


def steps(scope):
    """``{grade: (entries, raised, mean days until they were raised)}`` in one query."""
    days = ExpressionWrapper(F("next_on") - F("changed_on"), output_field=DurationField())
    rows = entries(scope).order_by().values_list("grade__code")
    rows = rows.annotate(
        came=Count("pk"), raised=Count("pk", filter=RAISED), days=Avg(days, filter=RAISED)
    )
    return {code: (count, up, _days(mean)) for code, count, up, mean in rows}


def funnel_table(scope, before):
    """One line a grade, the coolest first: how many came, how many were raised, in how many days."""
    now, former = steps(scope), steps(before)
    codes = list(reversed(open_grades(scope, *now, *former)))
    order = pgettext("sale", "Order")
    lines = []
    for at, code in enumerate(codes):
        count, raised, days = now.get(code, (0, 0, None))
        was = former.get(code, (0, 0, None))
        lines.append(
            [
                f"{code} → {codes[at + 1] if at + 1 < len(codes) else order}",
                Figure(count, "entries", {"grade": code}),
                Figure(raised, "raised", {"grade": code}),
                percent(raised, count),
                days,
                percent(was[1], was[0]),
                was[2],
            ]
        )
    counts = [now.get(code, (0, 0))[0] for code in codes]
    both = lengths(counts + [now.get(code, (0, 0))[1] for code in codes])
    drawn = list(zip(both[: len(codes)], both[len(codes) :], strict=True))
    return ChartTable(Table(_("From grade to grade"), COLUMNS, lines), drawn)


def _days(mean):
    return None if mean is None else round(mean.total_seconds() / 86400, 1)
