"""Which grade a customer had when (R3.4, R9.3). Pure."""

from collections.abc import Container, Hashable, Iterable, Sequence
from datetime import date
from typing import TypeVar

Contact = TypeVar("Contact", bound=Hashable)


def grades_around(
    changes: Sequence[tuple[date, Contact | None, str]], contacts: Iterable[tuple[Contact, date]]
) -> dict[Contact, tuple[str | None, str | None]]:
    """``{contact: (grade before, grade after)}``; ``None`` where it was not known yet.

    ``changes``: ``(changed on, contact or None, grade)`` in the order in which they were made.
    ``contacts``: ``(contact, day on which it was recorded)`` in the order in which they were recorded.
    A contact that changed nothing leaves the grade as it found it; of the changes of its own day it
    has seen those made by earlier contacts and those made in none.
    """
    own = {made_in: grade for _changed_on, made_in, grade in changes if made_in}
    found: dict[Contact, tuple[str | None, str | None]] = {}
    walked: set[Contact] = set()
    grade, at = None, 0
    for contact, recorded_on in contacts:
        while at < len(changes) and _is_past(changes[at], recorded_on, walked):
            grade = changes[at][2]
            at += 1
        before, grade = grade, own.get(contact, grade)
        walked.add(contact)
        found[contact] = (before, grade)
    return found


def _is_past(
    change: tuple[date, Contact | None, str], recorded_on: date, walked: Container[Contact]
) -> bool:
    changed_on, made_in, _grade = change
    if changed_on == recorded_on:
        return made_in is None or made_in in walked
    return changed_on < recorded_on


def grade_each_day(contacts: Iterable[tuple[date, str | None]]) -> dict[date, str]:
    """``{day of the contact: grade after the last one of the day}``.

    ``contacts``: ``(day, grade after)`` in the order in which they were recorded.
    """
    return {day: grade for day, grade in contacts if grade}
