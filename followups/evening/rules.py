"""Red flags: entries that look made for the record rather than for the customer (beside R6.5). Pure.

A red flag accuses nobody: it says where a look is worth while. Each has a threshold below."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Five contacts or more, each recorded within two minutes of the one before.
RUSH_CONTACTS = 5
RUSH_GAP = timedelta(minutes=2)
# The same words for three contacts or more; very short ones ("ok") repeat by themselves.
SAME_TEXTS = 3
SAME_TEXT_LENGTH = 4
# Six plans or more made on a day, and four of five of them on the last day that is allowed.
LAST_DAY_PLANS = 6
LAST_DAY_SHARE = 0.8
# A customer was reached, and fewer than four letters were written about it.
CONTENT_LENGTH = 4


class RedFlag:
    RUSH = "rush"
    SAME_TEXT = "same_text"
    LAST_DAY = "last_day"
    NO_CONTENT = "no_content"
    ALL = (RUSH, SAME_TEXT, LAST_DAY, NO_CONTENT)


@dataclass(frozen=True)
class Entry:
    """A contact as it was recorded: ``at`` is the moment of recording, where that is known."""

    activity: int
    at: datetime | None
    text: str
    is_reached: bool


@dataclass(frozen=True)
class PlanMade:
    """A plan made on the day, and the last day that the cadence allowed for it (R4.3)."""

    activity: int
    planned_on: date
    last_on: date


def red_flags_of(entries: Sequence[Entry], plans: Sequence[PlanMade] = ()) -> dict[int, set[str]]:
    """``{activity: {red flag, …}}`` of one person's day."""
    found = defaultdict(set)
    for flag, activities in (
        (RedFlag.RUSH, rushed(entries)),
        (RedFlag.SAME_TEXT, repeated(entries)),
        (RedFlag.LAST_DAY, on_the_last_day(plans)),
        (RedFlag.NO_CONTENT, without_content(entries)),
    ):
        for activity in activities:
            found[activity].add(flag)
    return dict(found)


def rushed(entries: Iterable[Entry]) -> list[int]:
    """The contacts recorded one right after the other, ``RUSH_CONTACTS`` or more in a row."""
    timed = sorted((entry.at, entry.activity) for entry in entries if entry.at)
    runs: list[list[int]] = []
    before = None
    for at, activity in timed:
        if before is None or at - before > RUSH_GAP:
            runs.append([])
        runs[-1].append(activity)
        before = at
    return [pk for run in runs if len(run) >= RUSH_CONTACTS for pk in run]


def repeated(entries: Iterable[Entry]) -> list[int]:
    """The contacts whose text stands word for word in ``SAME_TEXTS`` or more of them."""
    by_text = defaultdict(list)
    for entry in entries:
        words = "".join(entry.text.split()).casefold()
        if len(words) >= SAME_TEXT_LENGTH:
            by_text[words].append(entry.activity)
    return [pk for same in by_text.values() if len(same) >= SAME_TEXTS for pk in same]


def on_the_last_day(plans: Sequence[PlanMade]) -> list[int]:
    """The plans on the last allowed day (or later), where nearly all of ``LAST_DAY_PLANS`` or more are."""
    late = [plan.activity for plan in plans if plan.planned_on >= plan.last_on]
    if len(plans) < LAST_DAY_PLANS or len(late) < LAST_DAY_SHARE * len(plans):
        return []
    return late


def without_content(entries: Iterable[Entry]) -> list[int]:
    """The contacts that reached somebody and say nothing about it (R4.5)."""
    return [
        entry.activity
        for entry in entries
        if entry.is_reached and len("".join(entry.text.split())) < CONTENT_LENGTH
    ]
