"""Which day each plan of an absence moves to, so that no day is overfull (R4.7). Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from foundation.dates import ONE_DAY

# Contacts that a person can still do justice to on one day.
DAY_LIMIT = 15
# How far from the absence its plans may move to find room.
HORIZON = 14


@dataclass(frozen=True)
class Item:
    """A plan to be moved; the lower the ``rank``, the hotter the customer."""

    key: int
    rank: int
    planned_on: date


def days_after(to_on: date, *, today: date, works: Callable[[date], bool]) -> list[date]:
    """The first days after the absence on which the person works, none of them past (postpone)."""
    first = max(to_on + ONE_DAY, today)
    days = (first + timedelta(days=n) for n in range(366))
    return list(islice((day for day in days if works(day)), HORIZON))


def days_before(from_on: date, *, today: date, works: Callable[[date], bool]) -> list[date]:
    """The last days before the absence on which the person works, from ``today`` on (pull forward)."""
    days = (from_on - timedelta(days=n) for n in range(1, (from_on - today).days + 1))
    return sorted(islice((day for day in days if works(day)), HORIZON))


def spread(
    items: Iterable[Item],
    days: Sequence[date],
    *,
    load: Mapping[date, int] | None = None,
    limit: int = DAY_LIMIT,
    latest: bool = False,
) -> dict[int, date]:
    """``{key: day}`` for every item, the hottest grades on the earliest days.

    ``days``: those to choose from, in order; ``load``: what is planned on them already. As few days
    are used as have room for all: the first ones, or with ``latest`` the last. A day exceeds the
    limit only where all have reached it; then the least full one takes the next item. Raises
    ``ValueError`` where there are items and no days.
    """
    items = sorted(items, key=lambda item: (item.rank, item.planned_on, item.key))
    if items and not days:
        raise ValueError("there is no day to move to")
    filled = Counter({day: (load or {}).get(day, 0) for day in days})
    slots = _slots(filled, days[::-1] if latest else days, limit, len(items))
    return {item.key: day for item, day in zip(items, sorted(slots), strict=True)}


def _slots(filled: Counter[date], days: Sequence[date], limit: int, wanted: int) -> list[date]:
    """The days of ``wanted`` places, from the first of ``days`` on; ``filled`` counts along."""
    slots: list[date] = []
    for day in days:
        room = min(max(limit - filled[day], 0), wanted - len(slots))
        slots += [day] * room
        filled[day] += room
    while len(slots) < wanted:
        day = min(days, key=lambda day: filled[day])
        slots.append(day)
        filled[day] += 1
    return slots
