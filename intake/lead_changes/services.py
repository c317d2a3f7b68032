"""Mending a lead: what was blank is completed, what stands is changed by a leader or by request (R13.4)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES
from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.display import who
from leads.change_requests.models import RequestState
from leads.events.models import MarketEvent

from ..arrivals.models import Lead
from ..arrivals.services.mending import mend_lead
from ..arrivals.services.sorting import lock_lead, require_unassigned
from ..distribution.services.arriving import carry_on
from .models import LeadChange
from .notices import APPROVED, REFUSED

# Who it is, and what it came from.
GUARDED = ("name", "phone_given", "wechat", "email", "event")


@transaction.atomic
def mend(
    lead: Lead, *, by: User, now: datetime, reason: str = "", **fields: Any
) -> tuple[Lead, LeadChange | None]:
    """Correct what was recorded. A leader's correction counts at once; of marketing's what it changes waits.

    Returns the lead as it is now, and what waits. Raises ``ValidationError`` as ``mend_lead`` does, without a
    reason for what waits, and where a change waits already.
    """
    acting = {"by": by, "now": now}
    lead = lock_lead(lead)
    require_unassigned(lead)
    waits = {} if by.role in LEADING_ROLES else _changed(lead, fields)
    rest = {name: value for name, value in fields.items() if name not in waits}
    if any(_plain(getattr(lead, name)) != _plain(value) for name, value in rest.items()):
        lead = carry_on(mend_lead(lead, **rest, **acting), **acting)
    elif not waits:
        lead = carry_on(mend_lead(lead, **acting), **acting)
    if not waits:
        return lead, None
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: a leader approves this change.")})
    try:
        with transaction.atomic():
            asked = LeadChange.objects.create(
                lead=lead, fields=waits, reason=reason.strip()[:300], asked_by=by, asked_at=now
            )
    except IntegrityError as error:
        raise ValidationError(_("A change of this lead is waiting already.")) from error
    return lead, asked


def _changed(lead: Lead, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """What of it would change who the lead is; a blank, or a number that nobody can call, is completed."""
    found = {}
    for name in GUARDED:
        old = _plain(getattr(lead, name))
        new = _plain(fields.get(name, getattr(lead, name)))
        is_known = bool(lead.phone) if name == "phone_given" else bool(old)
        if is_known and old != new:
            found[name] = [old, new]
    if "event" in found:
        found["event"] = [
            [each and each.pk, str(each or "")] for each in (lead.event, fields["event"])
        ]
    return found


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)


def _key(kept: Any) -> Any:
    """Of an event its key, which stands before its name."""
    return kept[0] if isinstance(kept, list) else kept


def may_decide(user: User, asked: LeadChange) -> bool:
    seen = Lead.objects.visible_to(user).filter(pk=asked.lead_id)
    return user.role in LEADING_ROLES and seen.exists()


def lock_change(asked: LeadChange) -> LeadChange:
    """The lead and then the change, as they are now, held until the end of the transaction."""
    lead = lock_lead(asked.lead)
    asked = LeadChange.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    asked.lead = lead
    return asked


def _lock_waiting(asked: LeadChange, by: User) -> LeadChange:
    asked = lock_change(asked)
    if not may_decide(by, asked):
        raise PermissionDenied
    if asked.state != RequestState.WAITING:
        raise ValidationError(
            _("This request has already been decided: %(state)s by %(name)s."),
            code="decided",
            params={"state": asked.get_state_display(), "name": who(asked.decided_by)},
        )
    return asked


@transaction.atomic
def approve_change(asked: LeadChange, *, by: User, now: datetime, reason: str = "") -> LeadChange:
    """Write it; raises ``ValidationError`` where what it would change has changed meanwhile.

    So it does where somebody has the lead by now, who asks for it on the card.
    """
    asked = _lock_waiting(asked, by)
    if any(
        _plain(getattr(asked.lead, name)) != _key(old) for name, (old, _new) in asked.fields.items()
    ):
        raise ValidationError(_("Somebody changed it meanwhile."))
    new = {name: values[1] for name, values in asked.fields.items()}
    if "event" in new:
        key, _name = new["event"]
        new["event"] = MarketEvent.objects.filter(pk=key, store=asked.lead.store_id).first()
    carry_on(mend_lead(asked.lead, by=by, now=now, **new), by=by, now=now)
    return _close(asked, RequestState.APPROVED, by=by, now=now, reason=reason)


@transaction.atomic
def refuse_change(asked: LeadChange, *, by: User, now: datetime, reason: str) -> LeadChange:
    """The lead stays as it is; a refusal says why."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the request is refused.")})
    return _close(_lock_waiting(asked, by), RequestState.REFUSED, by=by, now=now, reason=reason)


def _close(asked: LeadChange, state: str, *, by: User, now: datetime, reason: str) -> LeadChange:
    asked.state, asked.decision_reason = state, reason.strip()[:300]
    asked.decided_by, asked.decided_at = by, now
    asked.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    kind = APPROVED if state == RequestState.APPROVED else REFUSED
    tell(News(kind, asked.asked_by_id, asked.pk, target=asked.lead_id), now=now, by=by)
    return asked
