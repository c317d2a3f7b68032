"""Which day of the coming week each customer is called on: a proposal (R12.4). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """Somebody to be called. ``first`` and ``last``: places of the days on which they may be, both included.

    ``present``: the place of the day on which they are planned, ``None`` where that is no day of the week.
    """

    key: int
    first: int
    last: int
    present: int | None = None

    @property
    def days(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def stands_well(self) -> bool:
        return self.present is not None and self.present in self.days


def arrange(
    items: Iterable[Item], shares: Sequence[int], held: Sequence[int] = ()
) -> dict[int, int]:
    """``{key: place of a day}`` of everybody.

    ``shares``: what each day should hold, ``held``: what it holds already and nobody moves. Who stands well
    stays, as far as the shares allow. Nobody is later than ``last``; a day holds more than its share only
    where none of those on it fits elsewhere, whoever of the others made room. Same people, same answer.
    """
    people = sorted(items, key=lambda item: (item.last, item.first, item.key))
    room = [share - (held[day] if day < len(held) else 0) for day, share in enumerate(shares)]
    placed: dict[int, int] = {}
    on: list[list[Item]] = [[] for _share in shares]

    def put(item: Item, day: int) -> None:
        if item.key in placed:
            on[placed[item.key]].remove(item)
        placed[item.key] = day
        on[day].append(item)

    def has_room(day: int) -> bool:
        return len(on[day]) < room[day]

    def find(item: Item, seen: set[int]) -> bool:
        """Put the item on a day within its share, where others may make room."""
        for day in sorted(item.days, key=lambda day: (len(on[day]) - room[day], day)):
            if day in seen:
                continue
            seen.add(day)
            if has_room(day):
                put(item, day)
                return True
            for other in list(on[day]):
                if find(other, seen):
                    put(item, day)
                    return True
        return False

    waiting = []
    for item in people:
        if item.stands_well and has_room(item.present or 0):
            put(item, item.present or 0)
        else:
            waiting.append(item)
    over = [item for item in waiting if not find(item, set())]
    beyond = [0] * len(shares)
    for item in over:
        day = min(item.days, key=lambda d: (d != item.present, beyond[d] + held_over(room[d]), d))
        placed[item.key] = day
        beyond[day] += 1
    return placed


def held_over(room: int) -> int:
    """How far a day is over its share by what nobody moves."""
    return max(-room, 0)
