"""Recording a lead the moment it arrives, before anything judges it (R5.1)."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from foundation.history import save_as
from foundation.shown import fingerprint
from leads.customers.rules import PhoneError, normalise_phone
from leads.events.models import MarketEvent

from ...sources.models import LeadSource
from ..models import Lead


@dataclass(frozen=True)
class Arrival:
    """What is known of somebody who asked; one of phone, wechat and email is given.

    ``payload``: what the sender sent, as it came.
    """

    channel: str
    received_at: datetime
    name: str = ""
    phone: str = ""
    wechat: str = ""
    email: str = ""
    model: str = ""
    budget: Decimal | None = None
    district: str = ""
    event_name: str = ""
    text: str = ""
    sent_id: str = ""
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """A fingerprint of all that was sent but the moment, which a sender may set anew."""
        told = [(name, str(getattr(self, name))) for name in sorted(TOLD)]
        return fingerprint(repr(told))


# What of an arrival says whether it is the same once more.
TOLD = {each.name for each in fields(Arrival)} - {"received_at", "payload"}


class SentOtherwise(ValidationError):
    """The source sent this number before, with other content; ``lead`` is what was recorded."""

    def __init__(self, lead: Lead) -> None:
        super().__init__(_("This number was sent before, with other content."), code="otherwise")
        self.lead = lead


def record_lead(
    *,
    by: User | None,
    now: datetime,
    store: Store,
    arrival: Arrival,
    source: LeadSource | None = None,
    event: MarketEvent | None = None,
) -> tuple[Lead, bool]:
    """``(lead, is_new)``: what a source sent before is not recorded again.

    Raises ``SentOtherwise`` where it was sent before with other content, also at the same moment;
    ``ValidationError`` where nothing is given by which they can be contacted.
    """
    if before := find_sent(store, arrival, source):
        return _same(before, arrival), False
    if not (arrival.phone.strip() or arrival.wechat.strip() or arrival.email.strip()):
        raise ValidationError({"phone": _("Give a number, a WeChat ID or an e-mail address.")})
    lead = lead_of(
        arrival,
        store=store,
        by=by,
        now=now,
        source=source,
        event=event or event_named(store, arrival),
    )
    try:
        with transaction.atomic():
            save_as(lead, by=by, now=now)
    except IntegrityError:
        before = find_sent(store, arrival, source)
        if before is None:
            raise
        return _same(before, arrival), False
    return lead, True


def lead_of(
    arrival: Arrival,
    *,
    store: Store,
    by: User | None,
    now: datetime,
    source: LeadSource | None = None,
    event: MarketEvent | None = None,
) -> Lead:
    """The lead of an arrival; nothing is saved."""
    return Lead(
        store=store,
        sent_to=store,
        channel=arrival.channel,
        source=source,
        sent_id=arrival.sent_id,
        event=event,
        name=arrival.name.strip(),
        phone=callable_phone(arrival.phone),
        phone_given=arrival.phone.strip()[:60],
        wechat=arrival.wechat.strip(),
        email=arrival.email.strip(),
        model=" ".join(arrival.model.split()),
        budget=arrival.budget,
        district=arrival.district.strip(),
        event_name=arrival.event_name.strip(),
        text=arrival.text.strip(),
        payload=arrival.payload,
        content=arrival.content,
        received_at=min(arrival.received_at, now),
        recorded_at=now,
        recorded_by=by,
    )


def find_sent(store: Store, arrival: Arrival, source: LeadSource | None) -> Lead | None:
    """What the source sent before under this number, or ``None``."""
    if not arrival.sent_id:
        return None
    rows = Lead.objects.filter(source=source, sent_id=arrival.sent_id)
    if source is None:
        rows = rows.filter(sent_to=store, channel=arrival.channel)
    # Nearly always there is none: the key alone is asked for first.
    key = rows.order_by().values_list("pk", flat=True).first()
    return Lead.objects.get(pk=key) if key else None


@lru_cache(maxsize=5000)
def callable_phone(text: str) -> str:
    """The normalised number, or ``""`` where nobody can be called by it."""
    try:
        return normalise_phone(text) if text.strip() else ""
    except PhoneError:
        return ""


def _same(before: Lead, arrival: Arrival) -> Lead:
    if before.content != arrival.content:
        raise SentOtherwise(before)
    return before


def event_named(store: Store, arrival: Arrival) -> MarketEvent | None:
    """The store's event of that name that may have brought them."""
    name = arrival.event_name.strip()
    if not name:
        return None
    on = store.business_date(arrival.received_at)
    return MarketEvent.objects.to_choose(store, on=on).filter(name__iexact=name).first()
