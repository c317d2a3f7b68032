"""Whose turn it is at the door: round robin over those on duty (R5.2). Pure.

Whoever has waited longest since their last turn is next; before the first turns the order of the roster
counts. A person who is busy, away or passed over keeps their place in the line and is first when they are
back, but makes up for nothing else they missed. So nobody gets two turns more than another who was
always available.

Not every visitor is a turn. One's own customer coming back (``OWNER``), one who asked for a person by
name (``ASKED``) and one whose owner is away (``STAND_IN``) move nobody in the line: they cost no turn and
take none from the others. A visitor given to somebody else than the next (``ASSIGNED``) is that person's
turn, had early; who was next stays next.
"""

from collections.abc import Container, Hashable, Iterable, Sequence
from typing import TypeVar

TURN, OWNER, STAND_IN, ASKED, ASSIGNED = "turn", "owner", "stand_in", "asked", "assigned"
COUNTED = (TURN, ASSIGNED)

Person = TypeVar("Person", bound=Hashable)


def line_up(roster: Iterable[Person], taken: Iterable[Person]) -> list[Person]:
    """The people of ``roster`` in the order in which they are next.

    ``taken``: who took each turn of the day, in the order in which they were taken; people who are not
    on the roster do not matter.

    >>> line_up("ABC", "")
    ['A', 'B', 'C']
    >>> line_up("ABC", "AB")
    ['C', 'A', 'B']
    >>> line_up("ABC", "BA")
    ['C', 'B', 'A']
    """
    last = {person: number for number, person in enumerate(taken)}
    place = {person: number for number, person in enumerate(roster)}
    return sorted(place, key=lambda person: (last.get(person, -1), place[person]))


def next_of(
    line: Sequence[Person], *, away: Container[Person], busy: Container[Person]
) -> Person | None:
    """The first of ``line`` who is neither away nor busy; where all are busy, the first of those.

    ``None`` where everybody is away.

    >>> next_of("ABC", away="A", busy="B")
    'C'
    >>> next_of("ABC", away="A", busy="BC")
    'B'
    """
    here = [person for person in line if person not in away]
    free = [person for person in here if person not in busy]
    return next(iter(free or here), None)


ENDINGS = {"M": ("先生", "师傅"), "F": ("女士", "小姐", "太太")}
BEGINNINGS = {"M": ("mr ", "mr. "), "F": ("ms ", "ms. ", "mrs ", "mrs. ", "miss ")}


def gender_of(name: str) -> str:
    """``"M"`` or ``"F"`` where the form of address says it, else ``""``.

    >>> gender_of("王先生"), gender_of("Ms Li"), gender_of("李雷")
    ('M', 'F', '')
    """
    text = name.strip().lower()
    for gender in ("M", "F"):
        if text.endswith(ENDINGS[gender]) or text.startswith(BEGINNINGS[gender]):
            return gender
    return ""
