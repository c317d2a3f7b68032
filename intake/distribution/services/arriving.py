"""From arrival to whoever has it: recorded, sorted, given, each step kept before the next begins (R5.1)."""

from datetime import datetime
from typing import Any

from accounts.people.models import User

from ...arrivals.models import Lead, LeadState
from ...arrivals.services.recording import record_lead
from ...arrivals.services.sorting import sort_lead
from .assigning import distribute


def take_in(*, by: User | None, now: datetime, **arrived: Any) -> tuple[Lead, bool]:
    """``(lead, is_new)``: see ``record_lead``; a new one is sorted and given at once.

    Whatever fails after it was recorded is taken up again by the clock.
    """
    lead, is_new = record_lead(by=by, now=now, **arrived)
    return (carry_on(lead, by=by, now=now) if is_new else lead), is_new


def carry_on(lead: Lead, *, by: User | None, now: datetime) -> Lead:
    """Sort and give a lead that is still to be sorted or given."""
    lead = sort_lead(lead, by=by, now=now)
    return distribute(lead, by=by, now=now) if lead.state == LeadState.NEW else lead
