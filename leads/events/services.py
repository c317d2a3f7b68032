"""Planning market events and noting what they cost (R9.7)."""

from datetime import datetime

from django.db import transaction

from accounts.people.models import User
from foundation.history import save_as

from .models import MarketEvent


@transaction.atomic
def save_event(event: MarketEvent, *, by: User, now: datetime) -> MarketEvent:
    """Save a new or a changed event that its form has checked; every change is kept (R1.4)."""
    save_as(event, by=by, now=now)
    return event
