"""When a copy is due, too old, to be tried, or to be removed (R13.4). Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

# A day and half a day: a copy that was missed is told before the next one is due.
TOO_OLD = timedelta(hours=36)
# Whoever made it and has been silent for so long is dead: longer than a task may last.
SILENCE = timedelta(hours=2, minutes=30)
AGAIN_AFTER = timedelta(hours=1)
TRIED_EVERY = timedelta(days=7)


def due_on(local: datetime, at: time) -> date:
    """The last day whose copy is due at this moment of the site's own time zone.

    >>> due_on(datetime(2026, 11, 21, 2, 29), time(2, 30)), due_on(datetime(2026, 11, 21, 2, 30), time(2, 30))
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 21))
    """
    return local.date() if local.time() >= at else local.date() - timedelta(days=1)


def is_too_old(made_at: datetime | None, since: datetime, now: datetime) -> bool:
    """``made_at``: when the last copy was made; of none, ``since`` when copies are wanted."""
    return now - (made_at or since) > TOO_OLD


def to_remove(names: Sequence[str], keep: int) -> list[str]:
    """``names``: the files from the newest to the oldest.

    >>> to_remove(["c", "b", "a"], 2)
    ['a']
    """
    return list(names[max(keep, 1) :])
