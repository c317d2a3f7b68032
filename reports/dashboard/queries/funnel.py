"""How grades are raised: H←A←B←C, volume, share and days (R9.8).

An entry is a change to a grade in the period, the registration among them; a policy that calls the
same grade anew makes none. It was raised where the next change of the grade, or the end, is upward:
to a hotter grade, to an order, or won. So the step from the hottest grade is the order. It counts for
whoever has the customer now.
"""

from django.db.models import (
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.access.queries import owned_by_visible_staff
from leads.customers.models import Lifecycle
from leads.grading.models import Grade
from leads.opportunities.models import OpportunityChange, State

from ...sheets.queries.grades import open_grades
from ...sheets.queries.sheet import NUMBER, SHARE, Column, Figure, Table, percent
from ..rules import lengths
from .chart_table import ChartTable

BOUGHT = [State.WON, State.CLOSED]
ORDERED = -1
COLUMNS = [
    Column("step", gettext_lazy("Step"), width=10),
    Column("entries", gettext_lazy("Came"), NUMBER, 8),
    Column("raised", gettext_lazy("Raised"), NUMBER, 8),
    Column("share", gettext_lazy("Share"), SHARE, 8),
    Column("days", gettext_lazy("Days"), NUMBER, 8),
    Column("share_before", pgettext_lazy("span of time", "Before"), SHARE, 8),
    Column("days_before", gettext_lazy("Days before"), NUMBER, 8),
]
RAISED = Q(raised_on__isnull=False)


def entries(scope):
    """Changes to a grade of the period with ``raised_on``, if what came next was upward."""
    seen = owned_by_visible_staff(scope.viewer, person="opportunity__consultant", store="store")
    rows = OpportunityChange.objects.filter(
        seen,
        Q(state=None) | Q(state=State.EXECUTING),
        opportunity__merged_into=None,
        changed_on__range=scope.days,
        grade__isnull=False,
        grade__is_ordered=False,
    )
    if scope.viewer.is_consultant:
        rows = rows.exclude(opportunity__customer__lifecycle=Lifecycle.INACTIVE)
    rows = scope.of(
        rows,
        person="opportunity__consultant",
        customer="opportunity__customer",
    )
    before = _others(scope, "lt").filter(grade__isnull=False).order_by("-changed_on", "-pk")
    # Each mention of a subquery is one more run of it, and each run is dear: hence one mention, no join.
    grades = Grade.objects.in_bulk().values()
    code = _by_grade(grades, lambda grade: grade.code)
    rank = _by_grade(grades, lambda grade: ORDERED if grade.is_ordered else grade.sort_order)
    previous = Coalesce(Subquery(before.values(code=code)[:1]), Value(""))
    rows = rows.annotate(previous=previous).exclude(previous=F("grade__code"))
    has_ended = Q(state__in=[*BOUGHT, State.LOST])
    after = _others(scope, "gt").annotate(code=code, rank=rank)
    after = after.filter(has_ended | Q(grade__isnull=False) & ~Q(code=OuterRef("grade__code")))
    is_raise = Q(state__in=BOUGHT) | ~has_ended & Q(rank__lt=OuterRef("grade__sort_order"))
    raised_on = Case(When(is_raise, then=F("changed_on")), output_field=DateField())
    after = after.order_by("changed_on", "pk").values(on=raised_on)
    return rows.annotate(raised_on=Subquery(after[:1], output_field=DateField()))


def _by_grade(grades, value):
    """What ``value`` says of the grade of a change."""
    return Case(*(When(grade=grade.pk, then=Value(value(grade))) for grade in grades))


def _others(scope, lookup):
    """Changes of the same opportunity before (``lt``) or after (``gt``) the one outside."""
    same_day = Q(changed_on=OuterRef("changed_on"), **{f"pk__{lookup}": OuterRef("pk")})
    return OpportunityChange.objects.filter(
        Q(**{f"changed_on__{lookup}": OuterRef("changed_on")}) | same_day,
        opportunity=OuterRef("opportunity"),
        changed_on__lte=scope.today,
    )


def steps(scope):
    """``{grade: (entries, raised, mean days until they were raised)}`` in one query."""
    wait = ExpressionWrapper(F("raised_on") - F("changed_on"), output_field=DurationField())
    rows = entries(scope).annotate(wait=wait).order_by().values_list("grade__code", "wait")
    waits = {}
    for code, wait, count in rows.annotate(Count("pk")):
        waits.setdefault(code, {})[wait] = count
    return {code: _step(counts) for code, counts in waits.items()}


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


def _step(waits):
    """Of ``{wait: count}``: all, those that were raised, and the mean of their days."""
    raised = {wait.days: count for wait, count in waits.items() if wait is not None}
    up = sum(raised.values())
    days = sum(days * count for days, count in raised.items())
    return sum(waits.values()), up, round(days / up, 1) if up else None
