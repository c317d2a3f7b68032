"""Effective contact (R4.5), the default next date (R4.3), how soon a call-back is due (R4.6). Pure."""

from datetime import date, timedelta

from leads.grading.rules import GradeTerms

from ..calendars.rules import Days

NOT_REACHED = {"no_answer", "wrong_number"}


def is_effective(result: str, content: str | None) -> bool:
    """Whether the customer was reached and the talk is on record (R4.5)."""
    return bool(result) and result not in NOT_REACHED and bool((content or "").strip())


def missing_words(
    result: str, content: str, feedback: str, *, feedback_required: bool
) -> list[str]:
    """What a contact with this result lacks: a talk says what was said, and what to it (R4.3)."""
    if result in NOT_REACHED:
        return []
    told = {"content": content}
    if feedback_required:
        told["feedback"] = feedback
    return [name for name, words in told.items() if not words.strip()]


def next_due(executed_on: date, terms: GradeTerms, days: Days) -> date:
    """The last day on which the next contact keeps the cadence of the new grade (R4.3).

    Where it falls into an absence, the first day after it (R4.7).
    """
    return days.delayed(days.add(executed_on, terms.cadence))


def is_stretched(planned_on: date, executed_on: date, terms: GradeTerms, days: Days) -> bool:
    """Whether a plan lies later than the cadence allows; it then needs a reason (R4.3)."""
    return planned_on > next_due(executed_on, terms, days)


# Whoever leaves an address is called back as soon as that (R4.6).
CALL_BACK_WITHIN = timedelta(hours=24)
