"""What deadlines there are, and what a grading policy says of them (R6). Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ...calendars.rules import Days

NEGLECT_DAYS = 30


class Kind:
    OVERDUE_ACTIVITY = "overdue_activity"
    EXPIRED_OPPORTUNITY = "expired_opportunity"
    MISSING_NEXT_PLAN = "missing_next_plan"
    CADENCE_BREACH = "cadence_breach"
    SUSPECTED_EVASION = "suspected_evasion"
    NO_EFFECTIVE_CONTACT = "no_effective_contact_30"
    MISSED_CALLBACK = "missed_callback"
    MISSED_FIRST_CONTACT = "missed_first_contact"

    ALL = (
        OVERDUE_ACTIVITY,
        EXPIRED_OPPORTUNITY,
        MISSING_NEXT_PLAN,
        CADENCE_BREACH,
        SUSPECTED_EVASION,
        NO_EFFECTIVE_CONTACT,
        MISSED_CALLBACK,
        MISSED_FIRST_CONTACT,
    )
    # Of these a moment decides (R4.6, R5.3).
    BY_THE_HOUR = (MISSED_CALLBACK, MISSED_FIRST_CONTACT)
    # The others are broken at the close of the day after the due one.
    BROKEN_WHEN_DUE = (OVERDUE_ACTIVITY, MISSING_NEXT_PLAN, SUSPECTED_EVASION, *BY_THE_HOUR)


@dataclass(frozen=True)
class PolicyTerms:
    """What a grading policy says beside its grades (R4.6, R6.4, R6.5)."""

    attempts_count: bool = True
    counts_working_days: bool = False
    stretch_factor: int = 2
    suspicious_moves: int = 3
    suspicious_pushes: int = 3
    call_back_attempts: int = 2


# The days of a person, with a policy that may count working days only.
DaysOf = Callable[[int | None, PolicyTerms | None], Days]


@dataclass(frozen=True)
class Deadline:
    """A deadline in a state; ``activity`` is the plan it is about, if it is about one."""

    kind: str
    activity: int | None
    responsible: int
    due_on: date
    breaks_on: date
