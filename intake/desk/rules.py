"""Loops and lists of the telephone desk (R12.1, R12.2, R12.5–R12.8). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.holidays.rules import DayCount
from foundation.dates import ONE_DAY

from ..desk_policies.rules import NEW

# Key customers are spoken to twice on one day (R12.7).
KEY = ("3K", "4K")
THREES = ("3", "3K")


@dataclass(frozen=True)
class Cycle:
    """A class is called again after ``first`` days without a contact, after ``last`` at the latest."""

    code: str
    first: int
    last: int


# R12.2, in days that count by the policy: a week has five, half a month ten, a month twenty-two.
SMALL = (
    Cycle("1", 1, 1),
    Cycle("2", 1, 1),
    Cycle("3K", 2, 3),
    Cycle("3", 3, 5),
    Cycle("4K", 5, 7),
)
# Class 5 is monthly (R3.2); in no loop of its own, it would be lost.
LARGE = (Cycle("4", 5, 10), Cycle("5", 22, 22), Cycle("6", 10, 22), Cycle("7", 10, 22))
FRESH = (Cycle(NEW, 1, 1),)
CYCLES = {cycle.code: cycle for cycle in (*SMALL, *LARGE, *FRESH)}


# What each list is called; of classes and hours "of" says which.
LISTS = {
    "class": _("Class %(of)s"),
    "hour": _("To call %(of)s"),
    "done": _("Effective contacts %(of)s"),
    "new": _("New ones, not yet classed"),
    "small": _("Small loop"),
    "large": _("Large loop"),
    "key": _("Key customers: second contact today"),
    "foreign": _("Graded otherwise: to be classed"),
    "threes": _("Class 3 today, ordinary and key"),
    "all": _("Total stock"),
    "arranged": _("Contact arranged for next week"),
    "morning": _("Effective contacts before noon"),
    "afternoon": _("Effective contacts after noon"),
    "day": _("Effective contacts of the day"),
}

# What to prepare before a call, by class (R12.5, R12.7).
HINTS = {
    NEW: _(
        "Opening, need, introduction, trial close, objection, close, next appointment. "
        "Ask who decides, and class them."
    ),
    "1": _("The contract is back: fix the day of payment, and call every day until then."),
    "2": _("First the contract, then the payment. Call every day."),
    "3K": _("They want it: answer the one objection that is left, and send the contract."),
    "3": _("Answer the objections one by one; say what is new since the last talk."),
    "4K": _("Find what warms them: a larger objection stands in the way."),
    "4": _("Find a need: model, price, trade-in, finance, delivery."),
    "5": _("Find the decision maker: who is it, when can they be reached?"),
    "6": _("Ask why the promise was not kept, and agree on a new day, or give them up."),
    "7": _("Stay in touch: ask when the time comes, and whether anything has changed."),
}

# The next cooler class, of whom is not got on with (R12.1, R12.6).
DOWN = {"1": "2", "2": "3K", "3K": "3", "3": "4", "4K": "4", "4": "7", NEW: "5"}
# Of who cannot be reached or does not decide (R3.2: class 5).
NOBODY_DECIDES = "5"


@dataclass(frozen=True)
class Step:
    """A class of the road; ``codes`` are counted as one, and any of ``hotter`` is a way up from it (R12.1)."""

    code: str
    codes: tuple[str, ...]
    hotter: tuple[str, ...]


def _steps() -> dict[str, Step]:
    way_up = ((NEW,), ("4", "4K"), ("3",), ("3K",), ("2",), ("1",))
    above: tuple[str, ...] = ()
    found = []
    for codes in reversed(way_up):
        found.append(Step(codes[0], codes, above))
        above = (*codes, *above)
    # Whoever stands beside the road comes back to it in any class but that of new leads.
    back = tuple(code for code in above if code != NEW)
    beside = (Step(code, (code,), back) for code in ("5", "6", "7"))
    return {step.code: step for step in (*reversed(found), *beside)}


# R12.1: 0→4→3→3K→2→1, coolest first, then 5, 6 and 7; 4K is held with 4 (R3.2).
STEPS = _steps()


class Fill:
    """How a class of somebody stands against its standard (R12.8)."""

    UNDER = "under"
    FITTING = "fitting"
    FULL = "full"
    OVER = "over"


def fill_of(number: int, capacity: int | None, in_practice: int | None) -> str:
    """``Fill`` of a class with so many customers; without a standard everything fits."""
    most = in_practice or capacity
    if most is None:
        return Fill.FITTING
    if number > most:
        return Fill.OVER
    if number == most:
        return Fill.FULL
    return Fill.UNDER if capacity and number < capacity else Fill.FITTING


def latest_contact(days: int, *, on: date, count: DayCount) -> date:
    """The latest day of a contact since which so many counted days have gone by on the date."""
    day = on
    while count.between(day, on) < days:
        day -= ONE_DAY
    return day


def next_week(on: date) -> tuple[date, date]:
    """Monday and Sunday of the calendar week after the date's."""
    monday = on + timedelta(days=7 - on.weekday())
    return monday, monday + timedelta(days=6)


def cooler(code: str, *, nobody_decides: bool) -> str:
    """The class that is proposed where a call leads nowhere; empty where there is none (R12.6)."""
    return NOBODY_DECIDES if nobody_decides and code != NOBODY_DECIDES else DOWN.get(code, "")
