"""How many plans a coming day should hold (R4.11). Pure."""

from collections.abc import Sequence
from datetime import date

from accounts.holidays.rules import DayCount

# S2's falling pattern: the farther ahead a day, the more of it must stay free for what comes up.
DEFAULT_LIMITS = (35, 25, 25, 20, 15)


def working_days_ahead(day: date, on: date, off: DayCount) -> int | None:
    """How many days of work lie between ``on`` and ``day``; ``None`` for a day off, which has no share."""
    if not off.counts(day):
        return None
    return off.between(off.first_counted(on), day)


def limit_for(pattern: Sequence[int], days_ahead: int | None) -> int:
    """The plans that the day so many working days ahead should hold; the last limit holds beyond.

    A day off, ``None``, has no share of the pattern.
    """
    if days_ahead is None:
        return 0
    return pattern[min(max(days_ahead, 0), len(pattern) - 1)]


def is_overfull(planned: int, limit: int) -> bool:
    """A day may hold as many as its limit, not one more."""
    return planned > limit
