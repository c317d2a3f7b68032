"""Writing a market note (S1)."""

from datetime import datetime

from django.db import transaction

from accounts.people.models import User
from foundation.history import save_as

from .models import MarketNote


@transaction.atomic
def write_note(note: MarketNote, *, by: User, now: datetime) -> MarketNote:
    """Save a new note that its form has checked, with who and when (R1.4)."""
    note.by, note.written_at = by, now
    save_as(note, by=by, now=now)
    return note
