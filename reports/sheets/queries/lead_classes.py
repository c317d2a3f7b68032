"""How leads come through the classes of a telephone desk: volume, rate to the next, speed (R12.1, R12.8, R13.1).

Each class counts persons of the leads received in the period, once, from the first time that they came to it.
They were raised where a hotter class or an order came later; from 5, 6 and 7 any class of the road is a way up.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.queries import OVERSEEING_ROLES
from accounts.people.models import Role
from intake.desk.rules import STEPS
from leads.opportunities.models import Opportunity, OpportunityChange

from .lead_parts import narrowed_by
from .lead_rows import NONE, PATHS, dated_of, orders_of
from .leads import UNNAMED, WAYS, names_of
from .sheet import (
    NUMBER,
    RANGE,
    SHARE,
    Column,
    Figure,
    Group,
    Measure,
    Sheet,
    Table,
    percent,
    tally,
)

CLASSED, ORDERED = "classed", "ordered"
CAME, RAISED, NOW = "came", "raised", "now"
FUNNEL = [
    Column("class", gettext_lazy("Class"), width=14),
    Column("now", gettext_lazy("There now"), NUMBER, 8),
    Column("came", gettext_lazy("Came"), NUMBER, 8),
    Column("raised", gettext_lazy("Raised"), NUMBER, 8),
    Column("share", gettext_lazy("Share"), SHARE, 8),
    Column("days", gettext_lazy("Days"), NUMBER, 8),
]


@dataclass
class Passage:
    """What one class of one group has seen: who came, of them who was raised, in so many days together."""

    came: int = 0
    raised: int = 0
    days: int = 0

    def add(self, number: int, came_on: date, raised_on: date | None) -> None:
        self.came += number
        if raised_on is not None:
            self.raised += number
            self.days += number * (raised_on - came_on).days

    def __add__(self, other: "Passage") -> "Passage":
        return Passage(self.came + other.came, self.raised + other.raised, self.days + other.days)

    @property
    def share(self) -> float | None:
        return percent(self.raised, self.came)

    @property
    def mean(self) -> float | None:
        """Days until they were raised; ``None`` of nobody."""
        return round(self.days / self.raised, 1) if self.raised else None


class LeadClasses(Sheet):
    """The funnel of all, and a line for each channel, event, consultant or what else they are put together by."""

    code = "lead-classes"
    title = gettext_lazy("Leads through the desk's classes")
    hint = gettext_lazy("How many came to each class, were raised from it, and in how many days.")
    period = RANGE
    roles = (*OVERSEEING_ROLES, Role.MARKETING)
    ways = WAYS
    notes = (
        gettext_lazy("Counted are persons of the leads received in the period, to this day."),
        gettext_lazy(
            "Came: the first time since the lead was there. Raised: to any hotter class or an order after that; "
            "from 5, 6 and 7 back to the road."
        ),
        gettext_lazy("Days: from the day they came to the class, on average of those raised."),
        gettext_lazy("4K is counted with 4."),
    )

    def columns(self, scope):
        way = self.way(scope)
        found = [
            Column(way, WAYS[way], width=14),
            Column(CLASSED, gettext_lazy("Persons"), NUMBER, 7),
        ]
        for code in STEPS:
            above = label_of(code)
            found += [
                Column(f"{CAME}-{code}", gettext_lazy("Came"), NUMBER, 6, above),
                Column(f"share-{code}", "%", SHARE, 6, above),
                Column(f"days-{code}", gettext_lazy("Days"), NUMBER, 6, above),
            ]
        return [*found, Column(ORDERED, gettext_lazy("Became an order"), NUMBER, 7)]

    def measures(self, scope):
        if "measures" not in scope.memo:
            rows = dated_of(scope)
            codes = [code for step in STEPS.values() for code in step.codes]
            classed = rows.filter(Exists(_changes(codes)))
            found = {
                CLASSED: Measure(_("Persons classed"), classed),
                ORDERED: Measure(_("Became an order"), classed.filter(Exists(orders_of(scope)))),
            }
            for code, step in STEPS.items():
                came = rows.filter(Exists(_changes(step.codes)))
                up = Q(Exists(_raises(step))) | Q(Exists(_sold(scope, step)))
                here = {"grade__code__in": step.codes}
                named = {"class": label_of(code)}
                found |= {
                    f"{CAME}-{code}": Measure(_("Came to: %(class)s") % named, came),
                    f"{RAISED}-{code}": Measure(
                        _("Raised from: %(class)s") % named, came.filter(up)
                    ),
                    f"{NOW}-{code}": Measure(
                        _("There now: %(class)s") % named, classed.filter(Exists(_standing(**here)))
                    ),
                }
            scope.memo["measures"] = found
        return scope.memo["measures"]

    def behind(self, scope, show, by):
        return narrowed_by(super().behind(scope, show, {}), by, scope)

    def figures(self, scope):
        measures = self.measures(scope)
        whole = [
            Figure(sum(self._tally(scope, name).values()), name, label=measures[name].label)
            for name in (CLASSED, ORDERED)
        ]
        return [Group(_("Total"), whole)]

    def tables(self, scope):
        return [Table(_("From class to class"), FUNNEL, self.funnel(scope))]

    def funnel(self, scope, figure=Figure):
        """A line for each class of all leads of the scope; ``figure(value, measure)`` leads to its rows."""
        now = self._standing_now(scope)
        lines = []
        for code in STEPS:
            passage = sum(self._passages(scope)[code].values(), Passage())
            numbers = ((now[code], NOW), (passage.came, CAME), (passage.raised, RAISED))
            cells = [figure(number, f"{name}-{code}") for number, name in numbers]
            lines.append([label_of(code), *cells, passage.share, passage.mean])
        return lines

    def rows(self, scope):
        path = PATHS[self.way(scope)]
        groups = self.measures(scope)[CLASSED].rows.order_by().values(path)
        return groups.annotate(number=Count("pk")).order_by("-number", path)

    def lines(self, scope, rows):
        way = self.way(scope)
        keys = [row[PATHS[way]] for row in rows]
        names = names_of(way, keys)
        passages = self._passages(scope)
        for key in keys:
            by = {way: NONE if key is None else key}
            found = {code: passages[code].get(key, Passage()) for code in STEPS}
            numbers = [self._tally(scope, name).get((key,), 0) for name in (CLASSED, ORDERED)]
            yield [names.get(key) or UNNAMED[way], *_line(numbers, found, by)]

    def total(self, scope):
        found = {
            code: sum(each.values(), Passage()) for code, each in self._passages(scope).items()
        }
        numbers = [sum(self._tally(scope, name).values()) for name in (CLASSED, ORDERED)]
        return [_("Total"), *_line(numbers, found, {})]

    def _tally(self, scope, name):
        key = f"tally {name}"
        if key not in scope.memo:
            scope.memo[key] = tally(self.measures(scope)[name], PATHS[self.way(scope)])
        return scope.memo[key]

    def _passages(self, scope):
        """``{class: {group: Passage}}``, in one query a class."""
        if "passages" not in scope.memo:
            path = PATHS[self.way(scope)]
            scope.memo["passages"] = {
                code: _passages(scope, self.measures(scope)[f"{CAME}-{code}"].rows, step, path)
                for code, step in STEPS.items()
            }
        return scope.memo["passages"]

    def _standing_now(self, scope):
        rows = self.measures(scope)[CLASSED].rows.order_by()
        code = Subquery(_standing().values("grade__code")[:1])
        found = Counter(dict(rows.annotate(code=code).values_list("code").annotate(Count("pk"))))
        return {code: sum(found[each] for each in step.codes) for code, step in STEPS.items()}


def label_of(code):
    """The class in words, of those counted together as well."""
    codes = STEPS[code].codes
    return _("Class %(of)s") % {"of": " + ".join(codes)}


def _passages(scope, rows, step, path):
    def first(found, day):
        return Subquery(found.order_by(day).values(day)[:1])

    rows = rows.order_by().annotate(
        came_on=first(_changes(step.codes), "changed_on"),
        up_on=first(_raises(step), "changed_on"),
        sold_on=first(_sold(scope, step), "ordered_on"),
    )
    found = {}
    values = rows.values_list(path, "came_on", "up_on", "sold_on").annotate(Count("pk"))
    for key, came_on, up_on, sold_on, number in values:
        raised_on = min((day for day in (up_on, sold_on) if day), default=None)
        found.setdefault(key, Passage()).add(number, came_on, raised_on)
    return found


def _line(numbers, passages, by):
    classed, ordered = numbers
    cells = []
    for code, passage in passages.items():
        cells += [Figure(passage.came, f"{CAME}-{code}", by), passage.share, passage.mean]
    return [Figure(classed, CLASSED, by), *cells, Figure(ordered, ORDERED, by)]


def _changes(codes):
    """Of the lead outside the changes to one of the classes since it was there."""
    return OpportunityChange.objects.filter(
        opportunity=OuterRef("fate_opportunity"),
        changed_on__gte=OuterRef("since_on"),
        grade__code__in=codes,
    )


def _raises(step):
    """Of the lead outside the changes to a hotter class after it had come to this one."""
    earlier = Q(changed_on__lt=OuterRef("changed_on")) | Q(
        changed_on=OuterRef("changed_on"), pk__lt=OuterRef("pk")
    )
    return _changes(step.hotter).filter(Exists(_before(step).filter(earlier)))


def _sold(scope, step):
    """Of the lead outside the orders after it had come to this class."""
    return orders_of(scope).filter(
        Exists(_before(step).filter(changed_on__lte=OuterRef("ordered_on")))
    )


def _before(step):
    return OpportunityChange.objects.filter(
        opportunity=OuterRef("opportunity"),
        changed_on__gte=OuterRef(OuterRef("since_on")),
        grade__code__in=step.codes,
    )


def _standing(**more):
    return Opportunity.objects.executing().filter(pk=OuterRef("fate_opportunity"), **more)
