"""Who gets a lead: the rules of a store in their order (R5.2). Pure.

Some rules narrow those who may get it (district, model), where that leaves somebody; the others choose one of
them. The first that chooses decides. Same people, same lead, same order: same answer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from foundation.words import folded


class Rule:
    EARLIER, REGION, MODEL = "earlier", "region", "model"
    ABILITY, TURN, LOAD, MANAGER = "ability", "turn", "load", "manager"


# What a store has that has set no rules: whoever had them, who knows the place and the car, then in turn.
USUAL = (Rule.EARLIER, Rule.REGION, Rule.MODEL, Rule.TURN)


class Hindrance:
    """Why somebody gets no lead."""

    ABSENT, OFF_SHIFT, FULL, HAD_IT = "absent", "off_shift", "full", "had_it"


@dataclass(frozen=True)
class Candidate:
    """Somebody of the store. ``place``: where they stand on the duty roster.

    ``last``: the number of their last turn, 0 for none; ``got``: how many leads of the span by which ability
    counts they were given; ``won``: how many of those converted; ``open``: leads and customers of the class
    in which new ones start, of which they may hold ``capacity``; ``hindrance``: why they get none.
    """

    person: int
    place: int = 0
    last: int = 0
    got: int = 0
    won: int = 0
    open: int = 0
    capacity: int | None = None
    models: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    hindrance: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Candidate":
        """From what an assignment keeps of it."""
        told = dict(values)
        told["models"] = tuple(told.get("models", ()))
        told["districts"] = tuple(told.get("districts", ()))
        return cls(**told)


@dataclass(frozen=True)
class Asked:
    """What the rules look at in a lead; ``earlier``: who had them before, the last first."""

    model: str = ""
    district: str = ""
    earlier: tuple[int, ...] = ()


@dataclass(frozen=True)
class Choice:
    """``person`` by ``rule``; ``None``: nobody. ``narrowed``: by which rules before."""

    person: int | None
    rule: str
    narrowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ordered:
    """A rule as the store has set it: see ``DistributionRule``."""

    kind: str
    floor: int = 50
    days: int = field(default=90, compare=False)


def choose(rules: Iterable[Ordered], candidates: Sequence[Candidate], asked: Asked) -> Choice:
    """Who gets the lead, of those whom nothing hinders; a store whose rules choose nobody goes by turn."""
    left = [candidate for candidate in candidates if not candidate.hindrance]
    if not left:
        return Choice(None, "nobody")
    narrowed: list[str] = []
    for rule in rules:
        if rule.kind == Rule.MANAGER:
            return Choice(None, rule.kind, tuple(narrowed))
        if rule.kind in (Rule.REGION, Rule.MODEL):
            fitting = [each for each in left if _fits(each, rule.kind, asked)]
            if fitting and len(fitting) < len(left):
                narrowed.append(rule.kind)
            left = fitting or left
        elif found := _choosing(rule, left, asked):
            return Choice(found.person, rule.kind, tuple(narrowed))
    return Choice(next_in_turn(left).person, Rule.TURN, tuple(narrowed))


def next_in_turn(candidates: Iterable[Candidate]) -> Candidate:
    """Whoever has waited longest since their last turn; before the first turns the roster's order."""
    return min(candidates, key=lambda each: (each.last, each.place, each.person))


def least_loaded(candidates: Iterable[Candidate]) -> Candidate:
    """Whoever has the smallest part of what they may hold, or the fewest; among equals in turn."""
    people = list(candidates)
    bounded = all(each.capacity for each in people)
    load = {
        e.person: Fraction(e.open, e.capacity or 1) if bounded else Fraction(e.open) for e in people
    }
    lowest = min(load.values())
    return next_in_turn(each for each in people if load[each.person] == lowest)


def most_able(candidates: Iterable[Candidate], *, floor: int) -> Candidate:
    """Whoever is furthest behind their share, which follows conversion (won of got).

    ``floor``: the per cent of an equal part that each gets at least. Who was given none yet is taken to
    convert as the others do together.
    """
    people = list(candidates)
    shares = shares_of(people, floor=floor)
    total = sum(each.got for each in people) + 1
    behind = {each.person: shares[each.person] * total - each.got for each in people}
    most = max(behind.values())
    return next_in_turn(each for each in people if behind[each.person] == most)


def shares_of(candidates: Sequence[Candidate], *, floor: int) -> dict[int, Fraction]:
    """``{person: share}`` of the next leads, together 1."""
    got, won = sum(each.got for each in candidates), sum(each.won for each in candidates)
    usual = Fraction(won, got) if got else Fraction(0)
    rate = {e.person: Fraction(e.won, e.got) if e.got else usual for e in candidates}
    whole = sum(rate.values())
    equal = Fraction(1, len(candidates))
    least = equal * floor / 100
    by_rate = {person: r / whole if whole else equal for person, r in rate.items()}
    return {
        person: least + (1 - least * len(candidates)) * share for person, share in by_rate.items()
    }


def _choosing(rule: Ordered, left: Sequence[Candidate], asked: Asked) -> Candidate | None:
    if rule.kind == Rule.EARLIER:
        here = {each.person: each for each in left}
        return next((here[person] for person in asked.earlier if person in here), None)
    if rule.kind == Rule.ABILITY:
        return most_able(left, floor=rule.floor)
    if rule.kind == Rule.LOAD:
        return least_loaded(left)
    return next_in_turn(left)


def _fits(candidate: Candidate, kind: str, asked: Asked) -> bool:
    if kind == Rule.MODEL:
        return is_named(asked.model, candidate.models)
    return is_named(asked.district, candidate.districts)


def is_named(told: str, ours: Collection[str]) -> bool:
    """Whether what was told names one of ours, with more or less around it.

    >>> is_named("ID.4 X Pro", ["id.4"]), is_named("", ["ID.4"]), is_named("Golf", [])
    (True, False, False)
    """
    words = folded(told)
    return bool(words) and any(
        folded(own) and (folded(own) in words or words in folded(own)) for own in ours
    )
