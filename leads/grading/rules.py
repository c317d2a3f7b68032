"""The grade that a note begins with (R3.1), the dates that fit it, and dates that no grade covers
(R3.3). Pure.
"""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from accounts.holidays.rules import EVERY_DAY, DayCount
from foundation.dates import ONE_DAY


class GradeError(ValueError):
    """A note that does not begin with a grade of the policy; ``codes`` are those that would do."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(f"the note must start with one of {', '.join(self.codes)}")


@dataclass(frozen=True)
class GradeTerms:
    """What a grade of a policy asks for (R3.2); days are counted as the policy counts them.

    ``window_from``/``window_to``: the fewest and most days from today to the expected purchase date
    (inclusive; ``None``: no such limit). ``cadence``: contact at least every so many days. ``rank``: its
    place in the policy, the hottest first.
    """

    code: str
    cadence: int
    window_from: int | None = 0
    window_to: int | None = None
    is_ordered: bool = False
    rank: int = 0


class Windowed(Protocol):
    """A grade as its terms or as its row."""

    @property
    def window_from(self) -> int | None: ...
    @property
    def window_to(self) -> int | None: ...
    @property
    def is_ordered(self) -> bool: ...


G = TypeVar("G", bound=Windowed)


def is_downgrade(old: GradeTerms, new: GradeTerms) -> bool:
    """Whether a change of grade leads away from the sale; who has ordered is closest to it (R6.5 c)."""
    return (not new.is_ordered, new.rank) > (not old.is_ordered, old.rank)


def _ascii(char: str) -> str:
    """The full-width form of a Latin letter or digit as its ASCII upper case; others as they are."""
    if "\uff01" <= char <= "\uff5e":
        char = chr(ord(char) - 0xFEE0)
    return char.upper() if char.isascii() else char


def _extends_code(char: str) -> bool:
    """Whether ``char`` right after a code makes it another word: any Latin letter or digit."""
    if char.isdigit() or unicodedata.category(char) == "Nd":
        return True
    return char.isalpha() and "LATIN" in unicodedata.name(char, "")


def split_note(note: str, codes: Collection[str]) -> tuple[str, str]:
    """``(code, rest)`` of a note that starts with one of ``codes``, longest code first (R3.1, R3.2).

    Raises ``GradeError`` if it starts with none of them.
    """
    text = note.lstrip()
    for code in sorted(codes, key=len, reverse=True):
        head, rest = text[: len(code)], text[len(code) :]
        if "".join(map(_ascii, head)) == code and not (rest and _extends_code(rest[0])):
            return code, rest
    raise GradeError(codes)


def read_note(note: str, codes: Collection[str]) -> tuple[str, str]:
    """``(code, note as stored)``: leading space dropped, the code in upper-case ASCII (R3.1)."""
    code, rest = split_note(note, codes)
    return code, (code + rest).rstrip()


def fits(terms: Windowed, days: int) -> bool:
    """Whether an expected date ``days`` days from today lies in the grade's window (R3.3)."""
    if days < 0:
        return False
    if terms.window_from is not None and days < terms.window_from:
        return False
    return terms.window_to is None or days <= terms.window_to


def fitting(grades: Iterable[G], days: int) -> list[G]:
    """The grades whose window holds a date ``days`` days away, the tightest window first (R3.3).

    Ordered customers have no window and are never proposed.
    """
    matches = [g for g in grades if not g.is_ordered and fits(g, days)]
    return sorted(matches, key=lambda g: (g.window_to is None, g.window_to or 0))


def days_until(expected_on: date, today: date, count: DayCount) -> int:
    """Counted days from ``today`` to ``expected_on``; negative calendar days if it is past."""
    if expected_on < today:
        return (expected_on - today).days
    return count.between(today, expected_on)


def window_on(
    terms: Windowed, today: date, count: DayCount = EVERY_DAY
) -> tuple[date, date | None]:
    """``(first, last)`` expected date that the grade's window holds, counted from ``today`` (R3.3).

    ``None`` as last means no limit. Exactly these dates ``fits`` finds good.
    """
    first = count.add(today, terms.window_from or 0)
    if terms.window_to is None:
        return first, None
    return first, count.add(today, terms.window_to + 1) - ONE_DAY


def first_gap(windows: Iterable[tuple[int | None, int | None]]) -> int | None:
    """The fewest days ahead that fit none of the ``(from, to)`` windows; ``None`` if each day fits one.

    ``None`` as ``from`` means 0, as ``to`` no limit. Such a date could not be entered at all.
    """
    day = 0
    for start, end in sorted(((a or 0, b) for a, b in windows), key=lambda window: window[0]):
        if start > day:
            return day
        if end is None:
            return None
        day = max(day, end + 1)
    return day
