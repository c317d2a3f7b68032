"""Counting indicators: all rows and the good ones, by whose and from where, in one query each (R9.8)."""

from dataclasses import dataclass, field

from django.db.models import Count, Sum

from ...sheets.queries.sheet import Figure, percent
from .indicators import INDICATORS, PATHS, conversions, incentives, rewarded
from .origins import origin_of


@dataclass(frozen=True)
class PeriodFigure(Figure):
    """A figure of another period than the page's; ``period`` is what an address says of it."""

    period: dict = field(default_factory=dict)

    @property
    def query(self):
        return super().query | self.period


@dataclass(frozen=True)
class Tally:
    """``good`` of ``all``."""

    all: int = 0
    good: int = 0

    def __add__(self, other):
        return Tally(self.all + other.all, self.good + other.good)

    @property
    def share(self):
        return percent(self.good, self.all)


def tallies(scope, code):
    """``{(store, person, origin): Tally}`` of an indicator of ``INDICATORS``; of leads alone by origin."""
    indicator = INDICATORS[code]
    return _counted(
        indicator.of(scope), indicator.good(scope), by_origin=indicator.whole == "leads"
    )


def conversion_tallies(scope):
    """``{(store, person, origin): Tally}``; all of them are good."""
    return _counted(conversions(scope))


def reward_tallies(scope):
    """``{(store, person, None): Tally}``: for how many conversions the incentive pay was entered."""
    return _counted(rewarded(scope), by_origin=False)


def incentive_tallies(scope):
    """``{(store, person, None): Tally}`` in yuan."""
    rows = incentives(scope).order_by().values_list("store", "person")
    return {(*key, None): Tally(amount) for *key, amount in rows.annotate(Sum("amount"))}


def _counted(rows, good=None, by_origin=True):
    person, store, customer = PATHS[rows.model]
    counts = {"number": Count("pk")}
    if good is not None:
        counts["of_which"] = Count("pk", filter=good)
    paths = [store, person]
    if by_origin:
        paths += [f"{customer}__channel", f"{customer}__source"]
    found = {}
    for line in rows.order_by().values_list(*paths).annotate(**counts):
        numbers = line[len(paths) :]
        key = line[0], line[1], origin_of(*line[2:4]) if by_origin else None
        found[key] = found.get(key, Tally()) + Tally(numbers[0], numbers[-1])
    return found


STORE, PERSON, ORIGIN = range(3)


def summed(found, place, names=None):
    """Tallies added up by one part of their keys; ``names`` may put another in its place."""
    sums = {}
    for key, tally in found.items():
        name = names[key[place]] if names else key[place]
        sums[name] = sums.get(name, Tally()) + tally
    return sums


def total(found):
    """All of them together."""
    return sum(found.values(), Tally())
