"""How long a customer has been without effective contact, and when their owner is warned (R6.6). Pure."""

from datetime import date

from .kinds import NEGLECT_DAYS

WARNED_AT = (20, 25, 29)


WARN_AHEAD_DAYS = NEGLECT_DAYS - WARNED_AT[0]


def days_without_contact(due_on: date, on: date) -> int:
    """The days counted so far towards the thirty, of which ``due_on`` is the last."""
    return NEGLECT_DAYS - (due_on - on).days


def warning_level(due_on: date, on: date) -> int | None:
    """The last of the warned days that was reached, or ``None`` before the first."""
    days = days_without_contact(due_on, on)
    return max((level for level in WARNED_AT if level <= days), default=None)
