"""Counting indicators: all rows and the good ones, by whose and from where, in one query each (R9.8)."""

from dataclasses import dataclass, field
from itertools import groupby

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


def tallies(scope):
    """``{code: {(store, person, origin): Tally}}`` of ``INDICATORS``; of leads alone by origin.

    Those that are of the same rows are counted in one query.
    """
    found = {}
    for whole, group in groupby(INDICATORS.items(), key=lambda item: item[1].whole):
        of_it = dict(group)
        rows = next(iter(of_it.values())).of(scope)
        good = {code: indicator.good(scope) for code, indicator in of_it.items()}
        found |= _counted(rows, good, by_origin=whole == "leads")
    return found


def conversion_tallies(scope):
    """``{(store, person, origin): Tally}``; all of them are good."""
    return _counted(conversions(scope))[None]


def reward_tallies(scope):
    """``{(store, person, None): Tally}``: for how many conversions the incentive pay was entered."""
    return _counted(rewarded(scope), by_origin=False)[None]


def incentive_tallies(scope):
    """``{(store, person, None): Tally}`` in yuan."""
    rows = incentives(scope).order_by().values_list("store", "person")
    return {(*key, None): Tally(amount) for *key, amount in rows.annotate(Sum("amount"))}


def _counted(rows, good=None, by_origin=True):
    """``{code: {(store, person, origin): Tally}}`` of the conditions ``good``; of ``None`` all are good."""
    good = good or {None: None}
    person, store, customer = PATHS[rows.model]
    counts = {"number": Count("pk")}
    counts |= {f"good_{code}": Count("pk", filter=wanted) for code, wanted in good.items()}
    paths = [store, person]
    if by_origin:
        paths += [f"{customer}__channel", f"{customer}__source"]
    found = {code: {} for code in good}
    for line in rows.order_by().values_list(*paths).annotate(**counts):
        number, *parts = line[len(paths) :]
        key = line[0], line[1], origin_of(*line[2:4]) if by_origin else None
        for code, part in zip(good, parts, strict=True):
            found[code][key] = found[code].get(key, Tally()) + Tally(number, part)
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
