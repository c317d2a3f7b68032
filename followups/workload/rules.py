"""How many plans a coming day should hold (R4.11). Pure."""

from collections.abc import Sequence

# S2's falling pattern: the farther ahead a day, the more of it must stay free for what comes up.
DEFAULT_LIMITS = (35, 25, 25, 20, 15)


def limit_for(pattern: Sequence[int], days_ahead: int) -> int:
    """The plans that the day so many days ahead should hold at most; the last limit holds beyond."""
    return pattern[min(max(days_ahead, 0), len(pattern) - 1)]


def is_overfull(planned: int, limit: int) -> bool:
    """A day may hold as many as its limit, not one more."""
    return planned > limit
