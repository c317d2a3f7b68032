"""How counted figures of a month become a score of at most 100 points (R13.3). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LEADS, FOLLOW_UP, CONVERSION, SATISFACTION = "leads", "follow_up", "conversion", "satisfaction"
PARTS = (LEADS, FOLLOW_UP, CONVERSION, SATISFACTION)
FULL = Decimal(100)
TENTH = Decimal("0.1")
# Buyers say from 1 to 5 how satisfied they are: 1 is no point, 5 are all.
LEAST_SATISFIED, MOST_SATISFIED = 1, 5
# Three answers from 0 to 10.
FULL_SURVEY = 30


@dataclass(frozen=True)
class Counted:
    """What was counted of one person or of the ``people`` of a department in a month.

    ``leads`` received and counted, those ``assigned`` to somebody, of these ``followed`` up, and how many of
    ``leads`` were ``ordered``; ``asked``: buyers' answers, ``satisfied``: their sum, each from 1 to 5.
    ``surveyed``: surveys answered, ``said``: the sum of their answers, three each from 0 to 10; where the store
    had any, they count in place of the former.
    """

    leads: int = 0
    assigned: int = 0
    followed: int = 0
    ordered: int = 0
    asked: int = 0
    satisfied: int = 0
    surveyed: int = 0
    said: int = 0
    people: int = 1


@dataclass(frozen=True)
class Norm:
    """``leads`` a person and month, and the ``conversion`` in per cent, that earn all points of their part."""

    leads: int
    conversion: Decimal


def points_of(counted: Counted, norm: Norm) -> dict[str, Decimal | None]:
    """``{part: points from 0 to 100}``; ``None`` where there was nothing of which a rate could be."""
    wanted = Decimal(norm.leads) * counted.people
    rate = _rate(counted.ordered, counted.leads)
    return {
        LEADS: _within(FULL * counted.leads / wanted),
        FOLLOW_UP: _within(_rate(counted.followed, counted.assigned)),
        CONVERSION: _within(None if rate is None else FULL * rate / norm.conversion),
        SATISFACTION: _within(_satisfaction(counted)),
    }


def total_of(points: Mapping[str, Decimal | None], weights: Mapping[str, int]) -> Decimal | None:
    """The weighted mean with one decimal, half up. A part without points gives its weight to the others.

    ``None`` where no part that weighs anything has points.
    """
    parts = [(points[name], weights[name]) for name in PARTS]
    counting = [(value, weight) for value, weight in parts if value is not None and weight]
    weighed = sum(weight for _value, weight in counting)
    if not weighed:
        return None
    whole = sum((value * weight for value, weight in counting), Decimal(0))
    return (whole / weighed).quantize(TENTH, ROUND_HALF_UP)


def honoured(totals: Mapping[int, Decimal | None], number: int) -> list[tuple[int, int]]:
    """``(place, key)`` of the best ``number``; who has as many points as the last of them is among them."""
    ranked = sorted(
        ((total, key) for key, total in totals.items() if total),
        key=lambda each: (-each[0], each[1]),
    )
    if number < 1 or not ranked:
        return []
    least = ranked[:number][-1][0]
    found: list[tuple[int, int]] = []
    for at, (total, key) in enumerate(ranked, start=1):
        if total < least:
            break
        same = at > 1 and total == ranked[at - 2][0]
        found.append((found[-1][0] if same else at, key))
    return found


def _rate(part: int, whole: int) -> Decimal | None:
    """In per cent."""
    return FULL * part / whole if whole else None


def _satisfaction(counted: Counted) -> Decimal | None:
    if counted.surveyed:
        return FULL * counted.said / (counted.surveyed * FULL_SURVEY)
    if not counted.asked:
        return None
    mean = Decimal(counted.satisfied) / counted.asked
    return FULL * (mean - LEAST_SATISFIED) / (MOST_SATISFIED - LEAST_SATISFIED)


def _within(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return min(max(value, Decimal(0)), FULL).quantize(TENTH, ROUND_HALF_UP)
