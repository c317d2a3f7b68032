"""The day and the week of a telephone desk as a team lays them out (R12.3, R12.4). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

NEW = "0"
NOON = time(12)


@dataclass(frozen=True)
class Block:
    """Hours in which some classes are called, and how many effective contacts they should bring."""

    start: time
    end: time
    classes: tuple[str, ...]
    target: int

    @property
    def key(self) -> str:
        """How an address names it: ``0830``."""
        return f"{self.start:%H%M}"

    def as_json(self) -> dict[str, Any]:
        # In the order in which a backup keeps them.
        return {
            "classes": list(self.classes),
            "end": f"{self.end:%H:%M}",
            "start": f"{self.start:%H:%M}",
            "target": self.target,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Block":
        start, end = (time.fromisoformat(kept[name]) for name in ("start", "end"))
        return cls(start, end, tuple(kept["classes"]), kept["target"])


# What a team has that set nothing else: R12.3; of the nine together from ten to twelve the first hour has four.
BLOCKS = (
    Block(time(8, 30), time(10), (NEW,), 6),
    Block(time(10), time(11), ("2", "3K", "3"), 4),
    Block(time(11), time(12), ("3", "4K", "4"), 5),
    Block(time(13, 30), time(15), (NEW,), 8),
    Block(time(15), time(16, 30), ("3K", "3"), 7),
    Block(time(16, 30), time(18), ("4K", "4"), 8),
)
# Contacts arranged for the first, second … working day of a week (R12.4); the other one is for six days.
SHARES = (35, 25, 25, 20, 15)
SHARES_OF_SIX = (55, 35, 25, 15, 10, 5)


@dataclass(frozen=True)
class DeskDay:
    """``morning``, ``afternoon``, ``day``: effective contacts wanted before noon, after it, in all.

    ``threes``: how many of class 3 the day should bring; ``shares``: contacts arranged for each working day of a
    week, the last one for all days beyond.
    """

    blocks: tuple[Block, ...] = BLOCKS
    morning: int = 15
    afternoon: int = 25
    day: int = 30
    threes: int = 3
    shares: tuple[int, ...] = SHARES

    def block_at(self, now: time) -> Block | None:
        """The block of the hour, or ``None`` in a break."""
        return next((block for block in self.blocks if block.start <= now < block.end), None)

    def block_after(self, now: time) -> Block | None:
        """The next block of the day, or ``None`` after the last has begun."""
        return next((block for block in self.blocks if block.start > now), None)

    def share_of(self, place: int) -> int:
        """How many contacts the working day of this place in the week should hold, the first is 0."""
        return self.shares[min(place, len(self.shares) - 1)]


SHIPPED = DeskDay()


class Fault:
    """What is wrong with hours: they end too early, run into the ones before, name no class or an unknown one."""

    ENDS, OVERLAPS, NO_CLASS, UNKNOWN_CLASS = "ends", "overlaps", "no_class", "unknown_class"


def faults_of(blocks: Sequence[Block], codes: Iterable[str]) -> dict[int, str]:
    """``{place of a block: Fault}``, of each the first; ``codes``: the classes of the team's policy."""
    known, found = set(codes), {}
    by_start = sorted(enumerate(blocks), key=lambda pair: (pair[1].start, pair[1].end))
    before: Block | None = None
    for place, block in by_start:
        if block.end <= block.start:
            found[place] = Fault.ENDS
            continue
        if before and block.start < before.end:
            found[place] = Fault.OVERLAPS
        elif not block.classes:
            found[place] = Fault.NO_CLASS
        elif not known.issuperset(block.classes):
            found[place] = Fault.UNKNOWN_CLASS
        before = block
    return found
