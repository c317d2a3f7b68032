"""Effective contact (R4.5), the default next date (R4.3), how soon a call-back is due (R4.6). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from accounts.holidays.rules import EVERY_DAY, DayCount
from foundation.dates import ONE_DAY
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


# What the next contact is for, by grade (R4.1): the hot are closed, the warm raised, the cool asked.
PURPOSES = {
    "close": ("H", "1", "2"),
    "raise_grade": ("A", "B", "3K", "3"),
    "gather": ("C", "4K", "4", "5", "6", "7"),
    "friendship": ("0",),
}


def purpose_for(code: str, *, is_ordered: bool = False, is_first: bool = False) -> str:
    """The purpose that is proposed for a contact with a customer of the grade (R4.1).

    A first contact makes friends; who has ordered waits for the delivery; a grade that only a store of
    its own knows proposes none.
    """
    if is_ordered:
        return "delivery"
    if is_first:
        return "friendship"
    return next((purpose for purpose, codes in PURPOSES.items() if code in codes), "")


class Why:
    """Why the next contact is proposed for a day (R4.3)."""

    CADENCE = "cadence"
    OVER = "over"  # the interval is over today, or was before
    EXPECTED = "expected"
    EXPECTED_NOW = "expected_now"  # the expected date is here: the first day after today
    DAY_OFF = "day_off"
    ABSENCE = "absence"
    NO_DAY = "no_day"  # no day of work is left that keeps the interval
    CALL_BACK = "call_back"


@dataclass(frozen=True)
class NextDay:
    """The day proposed for the next contact, and ``why``; later than ``last_on`` needs a reason (R4.3).

    ``cadence``: the days of the interval. ``instead_of``: the day of which it takes the place, for one
    on which the person does not work.
    """

    on: date
    last_on: date
    why: str
    cadence: int
    instead_of: date | None = None


def propose_next(
    executed_on: date,
    terms: GradeTerms,
    days: Days,
    *,
    on: date,
    expected_on: date | None = None,
    off: DayCount = EVERY_DAY,
    call_back: bool = False,
) -> NextDay:
    """The day for the next contact after one on ``executed_on``, said on the day ``on`` (R4.3).

    The last day of the interval, not after the expected purchase date (of who has not ordered) nor,
    for that date, before tomorrow; then the last day before it on which the person works: not away,
    and no day of ``off``. Where there is none from tomorrow on, the first one after it that still
    keeps the interval, else the last day of the interval. A ``call_back`` is tomorrow (R4.6).
    """
    last_on = max(next_due(executed_on, terms, days), on)
    tomorrow = on + ONE_DAY

    def proposed(day: date, why: str, instead_of: date | None = None) -> NextDay:
        return NextDay(day, last_on, why, terms.cadence, instead_of)

    if call_back:
        return proposed(min(last_on, tomorrow), Why.CALL_BACK)
    wanted, why = last_on, Why.CADENCE if last_on > on else Why.OVER
    if expected_on and expected_on < last_on and not terms.is_ordered:
        wanted = max(expected_on, min(tomorrow, last_on))
        why = Why.EXPECTED if wanted == expected_on else Why.EXPECTED_NOW

    hindered = _obstacle(wanted, days, off)
    if hindered is None or wanted <= on:
        return proposed(wanted, why)
    before = (wanted - timedelta(n) for n in range(1, (wanted - on).days))
    after = (wanted + timedelta(n) for n in range(1, (last_on - wanted).days + 1))
    for day in (*before, *after):
        if _obstacle(day, days, off) is None:
            return proposed(day, hindered, wanted)
    return proposed(last_on, Why.NO_DAY)


def _obstacle(day: date, days: Days, off: DayCount) -> str | None:
    if any(away.from_on <= day <= away.to_on for away in days.away):
        return Why.ABSENCE
    return None if off.counts(day) else Why.DAY_OFF


# Days from today that are one tap away.
NEAR = (1, 3, 7)


def near_days(
    proposed: NextDay,
    terms: GradeTerms,
    days: Days,
    *,
    on: date,
    expected_on: date | None = None,
    off: DayCount = EVERY_DAY,
) -> list[date]:
    """Tomorrow, in three days, in a week and the day ``proposed``: days on which the person works (R4.3).

    None is later than the interval allows, nor than the expected purchase date of who has not ordered.
    Where one is no day of work, the next one is meant, else the one before.
    """
    until = proposed.last_on
    if expected_on and expected_on > on and not terms.is_ordered:
        until = min(until, expected_on)
    works = [
        day
        for day in (on + timedelta(n) for n in range(1, (until - on).days + 1))
        if _obstacle(day, days, off) is None
    ]
    found = {proposed.on}
    for wanted in (on + timedelta(n) for n in NEAR):
        if works and wanted <= until:
            found.add(next((day for day in works if day >= wanted), works[-1]))
    return sorted(found)


def is_stretched(planned_on: date, executed_on: date, terms: GradeTerms, days: Days) -> bool:
    """Whether a plan lies later than the cadence allows; it then needs a reason (R4.3)."""
    return planned_on > next_due(executed_on, terms, days)


# Whoever leaves an address is called back as soon as that (R4.6).
CALL_BACK_WITHIN = timedelta(hours=24)
# Attempts that nobody answered count where they lie so far apart.
ATTEMPTS_APART = timedelta(hours=1)


@dataclass(frozen=True)
class Call:
    """A contact as it bears on a call-back: recorded on a day, ``at`` a moment where it is known.

    ``talked``: the owner reached them, and confirmed or changed the grade; ``tried``: nobody answered.
    """

    on: date
    at: datetime | None
    talked: bool
    tried: bool


@dataclass(frozen=True)
class CallBack:
    """The call that whoever left an address is owed until the moment ``by``, on the day ``due_on`` (R4.6).

    ``is_late``: it was made on its day, but too late: it stands missed at the close of that day.
    ``assigned_at``: it is the first contact of a customer who was assigned at that moment (R5.3).
    ``missed_by``: the person who did not make it before the customer was offered to the next.
    """

    by: datetime
    due_on: date
    tries: tuple[Call, ...] = ()
    is_late: bool = False
    assigned_at: datetime | None = None
    missed_by: int | None = None

    @property
    def since(self) -> datetime:
        """The moment from which contacts bear on it."""
        return self.assigned_at or self.by - CALL_BACK_WITHIN

    def after(self, call: Call, *, enough: int, by_day: bool) -> "CallBack | None":
        """What is owed once ``call`` was recorded; ``None``: nothing any more.

        ``enough`` attempts keep the promise as well, 0: none do; ``by_day``: an absence delays it, so
        that the day decides. Where the moment of a contact is not known, the day decides too.
        """
        if self.is_late or (call.at and call.at < self.since):
            return self
        now = replace(self, tries=(*self.tries, call)) if call.tried else self
        if not (call.talked or (call.tried and 0 < enough <= apart(now.tries))):
            return now
        too_late = call.on == self.due_on and call.at is not None and call.at > self.by
        return replace(now, is_late=True) if too_late and not by_day else None


def apart(tries: Iterable[Call]) -> int:
    """How many of these attempts count: each an hour or more after the one before that counts (R4.6).

    Where a moment is not known, one a day.
    """
    number, last = 0, None
    for call in sorted(tries, key=lambda call: (call.on, call.at.timestamp() if call.at else 0)):
        if last is None or _is_apart(last, call):
            number, last = number + 1, call
    return number


def _is_apart(first: Call, second: Call) -> bool:
    if first.at and second.at:
        return second.at - first.at >= ATTEMPTS_APART
    return second.on > first.on
