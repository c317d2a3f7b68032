"""Until when a complaint is answered, by the store's own hours and terms (R14.1)."""

from datetime import datetime

from accounts.people.models import Store
from intake.first_contact.queries import hours_of

from ..models import ComplaintTerm
from ..rules import TERMS


def terms_of(store: Store) -> dict[str, tuple[int, int]]:
    """``{severity: (minutes, further minutes)}`` of opening hours: the store's own, else the usual."""
    rows = ComplaintTerm.objects.filter(store=store)
    return TERMS | {row.severity: (row.minutes, row.further) for row in rows}


def due_of(store: Store, severity: str, *, since: datetime) -> tuple[datetime, datetime]:
    """``(answered by, director told at)`` of a complaint that is open since then."""
    hours, (minutes, further) = hours_of(store, now=since), terms_of(store)[severity]
    due = hours.after(since, minutes)
    return due, hours.after(due, further)
