"""The first contact with somebody of whom only a WeChat ID or an address is known (R5.3)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as
from foundation.locks import lock_name

from ...arrivals.models import Lead, LeadState
from ...arrivals.services.changing import tell_changed
from ...arrivals.services.sorting import lock_lead
from .assigning import keep_owner, open_card


@transaction.atomic
def note_contact(lead: Lead, *, text: str, phone: str = "", by: User, now: datetime) -> Lead:
    """What was said in the first contact; with a number the lead becomes a card of whoever has it."""
    lead = lock_lead(lead)
    if lead.state != LeadState.ASSIGNED or lead.assigned_to_id != by.pk:
        raise ValidationError(_("This lead is with somebody else by now."), code="placed")
    if lead.opportunity_id:
        raise ValidationError(_("This lead has a card: log the contact there."), code="card")
    lead.contacted_at = lead.contacted_at or now
    lead.remark, lead.look_at = text.strip(), None
    if phone:
        lead.phone = lead.phone_given = phone
    if phone := lead.phone:
        lock_name("lead", lead.store_id, phone)
        if open_card(lead, by, by=by, now=now):
            # They have just talked: what is planned on the card is all that is owed.
            lead.look_at = None
        else:
            keep_owner(lead, by=by, now=now)
    save_as(lead, by=by, now=now)
    tell_changed(lead)
    return lead
