"""Leads and what became of them, by channel, event, source, consultant, model or store (R13.1, R9.8)."""

from decimal import ROUND_HALF_UP

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import OVERSEEING_ROLES
from accounts.people.models import Role, Store, User
from foundation.yuan import FEN
from intake.costs.queries import costs_within
from intake.sources.models import LeadSource
from leads.customers.models import Channel
from leads.events.models import MarketEvent

from .lead_parts import narrowed_by
from .lead_rows import NONE, PATHS, answered, incentive_of, measures_of
from .percentiles import percentiles
from .sheet import (
    MONEY,
    NUMBER,
    RANGE,
    SHARE,
    Column,
    Figure,
    Group,
    Sheet,
    Table,
    percent,
    tally,
)

WAYS = {
    "channel": _("Channel"),
    "event": _("Market event"),
    "source": _("Source"),
    "person": _("Consultant"),
    "inviter": _("Invited by"),
    "model": _("Model"),
    "store": _("Store"),
}
MODELS = {
    "event": MarketEvent,
    "source": LeadSource,
    "person": User,
    "inviter": User,
    "store": Store,
}
UNNAMED = {
    "event": _("No event"),
    "source": _("No source"),
    "person": _("Nobody yet"),
    "inviter": _("Nobody yet"),
    "model": _("No model"),
}
ABOVE = ("leads", "counted", "valid", "assigned", "contacted", "ordered")
# What each rate is of: both are persons, and the first are part of the second.
RATES = {
    "valid": "counted",
    "in_time": "judged",
    "followed": "assigned",
    "came": "counted",
    "ordered": "counted",
}
QUALITY, ANSWERED, BECAME = _("Quality"), _("First contact"), _("What became of them")
COST = _("Cost")
FIGURES = [
    Column("leads", _("Leads"), NUMBER, 7),
    Column("counted", _("Persons counted"), NUMBER, 8),
    Column("valid", _("Valid"), NUMBER, 7, QUALITY),
    Column("valid_share", "%", SHARE, 7, QUALITY),
    Column("invalid", _("Set aside or closed"), NUMBER, 8, QUALITY),
    Column("complete", _("With model and budget"), NUMBER, 8, QUALITY),
    Column("assigned", pgettext_lazy("lead", "Assigned"), NUMBER, 7),
    Column("contacted", _("Made"), NUMBER, 7, ANSWERED),
    Column("median", _("Median, min"), NUMBER, 8, ANSWERED),
    Column("nine_of_ten", _("90 %, min"), NUMBER, 8, ANSWERED),
    Column("judged", _("Made or missed"), NUMBER, 7, ANSWERED),
    Column("in_time", _("In time"), NUMBER, 7, ANSWERED),
    Column("in_time_share", "%", SHARE, 7, ANSWERED),
    Column("followed", _("Followed up"), NUMBER, 7, BECAME),
    Column("followed_share", "%", SHARE, 7, BECAME),
    Column("invited", _("Invited"), NUMBER, 7, BECAME),
    Column("came", _("Came to the store"), NUMBER, 7, BECAME),
    Column("came_share", "%", SHARE, 7, BECAME),
    Column("driven", _("Test-driven"), NUMBER, 7, BECAME),
    Column("ordered", _("Became an order"), NUMBER, 7, BECAME),
    Column("ordered_share", "%", SHARE, 7, BECAME),
    Column("delivered", _("Delivered"), NUMBER, 7, BECAME),
]
INCENTIVE = Column("incentive", _("Incentive paid"), MONEY, 11)
# By these one would see what each person is paid, which the ledger tells whom it may (R1.3).
OF_PEOPLE = ("person", "inviter")
# A cost, and what it is for each of these.
EACH = {
    "per_lead": (_("Per person"), "counted"),
    "per_valid": (_("Per valid lead"), "valid"),
    "per_visit": (_("Per visit"), "came"),
    "per_order": (_("Per order"), "ordered"),
}
COSTS = [
    Column("cost", _("Actual cost"), MONEY, 11, COST),
    *(Column(name, label, MONEY, 10, COST) for name, (label, _of) in EACH.items()),
]
# By what a cost is known.
COSTLY = ("event", "channel")


class Leads(Sheet):
    """What became, to this day, of the leads received in the period: no rate exceeds 100 %."""

    code = "leads"
    title = _("Leads and what became of them")
    form_name = "线索质量与转化统计表"
    hint = _(
        "Leads by channel, event, source, consultant, model or store: answered, came, ordered, cost."
    )
    period = RANGE
    roles = (*OVERSEEING_ROLES, Role.MARKETING)
    ways = WAYS
    notes = (
        _("Counted are the leads received in the period, with what became of them to this day."),
        _("Who asked several times is one person; what follows from there counts persons."),
        _("First contact: minutes by the clock from the first assignment, nights included."),
        _(
            "In time: of those contacted or missed. Followed up: at least two contacts, of those assigned."
        ),
        _("Invited by: who had them until they came, with what the floor made of it."),
        _(
            "Came and became an order: of the persons counted. An order counts as in the indicators."
        ),
        _(
            "Cost of an event: the whole, where the period begins no later. Of a channel: its months by days."
        ),
        _("Incentive: what was paid for these orders to this day, reversals taken off."),
    )

    def columns(self, scope):
        way = self.way(scope)
        return [
            Column(way, WAYS[way], width=14),
            *FIGURES,
            *([INCENTIVE] if self._shows_incentive(scope) else ()),
            *(COSTS if way in COSTLY else ()),
        ]

    def tables(self, scope):
        """What was paid for channels that brought nobody."""
        if self.way(scope) != "channel":
            return []
        brought = {key for (key,) in self._found(scope)["leads"]}
        costs = self._costs(scope, ()).items()
        names = dict(Channel.choices)
        lines = [[names[key], cost] for key, cost in costs if key not in brought]
        columns = [Column("channel", WAYS["channel"], width=14), COSTS[0]]
        return [Table(_("Paid, and nobody came"), columns, lines)] if lines else []

    def measures(self, scope):
        if "measures" not in scope.memo:
            found = measures_of(scope)
            if self._shows_incentive(scope):
                found["incentive"] = incentive_of(found["ordered"])
            scope.memo["measures"] = found
        return scope.memo["measures"]

    def behind(self, scope, show, by):
        if show == "incentive" and not self._shows_incentive(scope, by):
            raise KeyError(show)
        return narrowed_by(super().behind(scope, show, {}), by, scope)

    def rows(self, scope):
        path = PATHS[self.way(scope)]
        groups = self.measures(scope)["leads"].rows.order_by().values(path)
        return groups.annotate(number=Count("pk")).order_by("-number", path)

    def lines(self, scope, rows):
        way, found = self.way(scope), self._found(scope)
        keys = [row[PATHS[way]] for row in rows]
        names = names_of(way, keys)
        costs = self._costs(scope, keys) if way in COSTLY else {}
        for key in keys:
            numbers = {name: counts.get((key,), 0) for name, counts in found.items()}
            by = {way: NONE if key is None else key}
            line = [
                names.get(key) or UNNAMED[way],
                *figures(numbers, self._waits(scope).get(key), by),
            ]
            if self._shows_incentive(scope):
                line.append(Figure(numbers["incentive"] or 0, "incentive", by))
            yield line + (_cost_line(costs.get(key), numbers) if way in COSTLY else [])

    def total(self, scope):
        found = {name: sum(counts.values()) for name, counts in self._found(scope).items()}
        line = [_("Total"), *figures(found, self._waits(scope, of_all=True).get(None), {})]
        if self._shows_incentive(scope):
            line.append(Figure(found["incentive"] or 0, "incentive"))
        if self.way(scope) == "channel" and (costs := self._costs(scope, ())):
            line += _cost_line(sum(costs.values()), found)
        return line + [None] * (len(self.columns(scope)) - len(line))

    def figures(self, scope):
        measures, found = self.measures(scope), self._found(scope)
        shown = [
            Figure(sum(found[name].values()), name, label=measures[name].label) for name in ABOVE
        ]
        return [Group(_("Total"), shown)]

    def _shows_incentive(self, scope, by=()):
        """Heads see it by whatever; marketing by what brought the leads, never a person's."""
        if scope.viewer.heads:
            return True
        is_of_people = scope.people is not None or not {self.way(scope), *by}.isdisjoint(OF_PEOPLE)
        return scope.viewer.role == Role.MARKETING and not is_of_people

    def _found(self, scope):
        """``{measure: {(group,): number}}`` of all groups."""
        if "found" not in scope.memo:
            path = PATHS[self.way(scope)]
            measures = self.measures(scope).items()
            scope.memo["found"] = {name: tally(each, path) for name, each in measures}
        return scope.memo["found"]

    def _waits(self, scope, of_all=False):
        """``{group: (median, 90 %)}`` in minutes; ``of_all``: of all leads, under ``None``."""
        name = "waits of all" if of_all else "waits"
        if name not in scope.memo:
            path = None if of_all else PATHS[self.way(scope)]
            rows = answered(self.measures(scope)["assigned"])
            scope.memo[name] = percentiles(rows, "wait", path)
        return scope.memo[name]

    def _costs(self, scope, keys):
        """``{event or channel: cost}`` of the period, for who sees all its leads."""
        if scope.people is not None or scope.viewer.is_manager:
            return {}
        if self.way(scope) == "channel":
            return self._costs_of_channels(scope)
        # An event that began before has brought leads that are not of the period.
        events = MarketEvent.objects.filter(pk__in=keys, starts_on__gte=scope.start)
        return dict(events.values_list("pk", "cost"))

    def _costs_of_channels(self, scope):
        """Of each month the part of its days; of events those that began in the period."""
        stores = scope.stores()
        costs = costs_within(stores, scope.start, scope.last)
        events = MarketEvent.objects.filter(
            store__in=stores, starts_on__range=(scope.start, scope.last), cost__isnull=False
        )
        if held := events.aggregate(sum=Sum("cost"))["sum"]:
            costs[Channel.EVENT] = costs.get(Channel.EVENT, 0) + held
        return costs


def names_of(way, keys):
    """``{key: what it is called}``, in one query at most."""
    if way == "channel":
        return dict(Channel.choices)
    if way == "model":
        return {key: key for key in keys}
    found = MODELS[way].objects.in_bulk([key for key in keys if key is not None])
    return {key: str(each) for key, each in found.items()}


def figures(numbers, waits, by):
    """The values of ``FIGURES`` of one group: numbers that lead to their rows, rates beside them."""
    values = {name: Figure(number, name, by) for name, number in numbers.items()}
    for name, of in RATES.items():
        values[f"{name}_share"] = percent(numbers[name], numbers[of])
    values["median"], values["nine_of_ten"] = waits or (None, None)
    return [values[column.code] for column in FIGURES]


def _cost_line(cost, numbers):
    return [cost, *(_each(cost, numbers[of]) for _label, of in EACH.values())]


def _each(cost, number):
    if cost is None or not number:
        return None
    return (cost / number).quantize(FEN, ROUND_HALF_UP)
