"""What marketing does with a lead that waits or was set aside: mend, take, join, send on, close (R5.2)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.notices.services import settle
from accounts.people.models import Store, User
from foundation.history import save_as
from foundation.locks import lock_name
from foundation.reason_codes import declare

from ..models import STANDING, IntakePolicy, Lead, LeadState
from ..notices import NOBODY_LEFT
from .changing import tell_changed
from .recording import callable_phone
from .sorting import join, lock_lead, require_unassigned, sort_lead

SENT_ON = declare("lead.sent_on", gettext_lazy("Sent on"))
MENDED = ("name", "phone_given", "wechat", "email", "model", "budget", "district", "text", "event")


@transaction.atomic
def mend_lead(lead: Lead, *, by: User, now: datetime, **fields: Any) -> Lead:
    """Correct what was recorded, and judge it afresh; ``fields`` are of ``MENDED``."""
    lead = lock_lead(lead)
    require_unassigned(lead)
    for name in MENDED:
        if name in fields:
            setattr(lead, name, fields[name])
    lead.phone = callable_phone(lead.phone_given)
    if not (lead.phone or lead.phone_given or lead.wechat or lead.email):
        raise ValidationError(
            {"phone_given": _("Give a number, a WeChat ID or an e-mail address.")}
        )
    _reopen(lead)
    save_as(lead, by=by, now=now)
    return sort_lead(lead, by=by, now=now)


@transaction.atomic
def take_lead(lead: Lead, *, by: User, now: datetime) -> Lead:
    """It is valid after all, whatever it was set aside for; without a contact it cannot be."""
    lead = lock_lead(lead)
    require_unassigned(lead)
    if not (lead.phone or lead.wechat or lead.email):
        raise ValidationError(_("Nobody can be called by this number: mend it first."))
    _reopen(lead)
    lead.sorted_at = now
    save_as(lead, by=by, now=now)
    tell_changed(lead)
    return lead


@transaction.atomic
def join_leads(lead: Lead, *, into: Lead, by: User, now: datetime) -> Lead:
    """They are one person: ``lead`` joins the other of its store, which goes on."""
    for phone in sorted({lead.phone, into.phone} - {""}):
        lock_name("lead", lead.store_id, phone)
    first, second = sorted([lead, into], key=lambda each: each.pk)
    locked = {each.pk: lock_lead(each) for each in (first, second)}
    lead, into = locked[lead.pk], locked[into.pk]
    require_unassigned(lead)
    if into.pk == lead.pk or into.store_id != lead.store_id:
        raise ValidationError({"into": _("Choose another lead of the same store.")})
    if into.state not in STANDING:
        raise ValidationError(
            {"into": _("Choose a lead that goes on: that one is closed, set aside or joined.")}
        )
    policy = IntakePolicy.objects.filter(store=lead.store).first() or IntakePolicy()
    join(lead, into, last_counts=policy.last_counts, by=by, now=now)
    lead.sorted_at = now
    save_as(lead, by=by, now=now)
    settle(NOBODY_LEFT, keys=[lead.pk], now=now)
    tell_changed(lead, into)
    return lead


@transaction.atomic
def send_on(lead: Lead, *, to: Store, by: User, now: datetime) -> Lead:
    """To another store of the same region, which judges it afresh."""
    lead = lock_lead(lead)
    require_unassigned(lead)
    region = lead.store.region_id
    if to.pk == lead.store_id or region is None or to.region_id != region:
        raise ValidationError({"store": _("Choose another store of the same region.")})
    _reopen(lead)
    for other in [lead, *lead.joined.select_for_update(of=("self",))]:
        other.store, other.event = to, None
        if other is not lead:
            save_as(other, by=by, now=now, reason=SENT_ON)
    save_as(lead, by=by, now=now, reason=SENT_ON)
    settle(NOBODY_LEFT, keys=[lead.pk], now=now)
    return sort_lead(lead, by=by, now=now)


@transaction.atomic
def close_lead(lead: Lead, *, remark: str, by: User, now: datetime) -> Lead:
    """Nothing comes of it; why is kept, and so is the lead. One that became a card ends there."""
    if not remark.strip():
        raise ValidationError({"remark": _("Say why nothing comes of it.")})
    lead = lock_lead(lead)
    if lead.state != LeadState.ASSIGNED or lead.opportunity_id:
        require_unassigned(lead)
    lead.state, lead.remark, lead.look_at = LeadState.CLOSED, remark.strip(), None
    lead.sorted_at = lead.sorted_at or now
    save_as(lead, by=by, now=now)
    settle(NOBODY_LEFT, keys=[lead.pk], now=now)
    tell_changed(lead)
    return lead


def _reopen(lead: Lead) -> None:
    lead.state, lead.reason, lead.sorted_at = LeadState.NEW, "", None
