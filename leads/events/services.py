"""Planning market events and noting what they cost (R9.7)."""

from django.db import transaction

from foundation.history import save_as


@transaction.atomic
def save_event(event, *, by, now):
    """Save a new or a changed event that its form has checked; every change is kept (R1.4)."""
    save_as(event, by=by, now=now)
    return event
