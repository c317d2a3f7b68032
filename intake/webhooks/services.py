"""Telling sources what becomes of their leads: written with the change, signed, sent in order (R5.1)."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from time import monotonic

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.log_in.services.sealing import seal, unseal
from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.calling import post
from foundation.deliveries import LEASE, DeliveryState, NotDelivered, deliver
from foundation.history import save_as

from ..api.queries import progress_of_leads
from ..arrivals.models import Lead
from ..sources.models import LeadSource
from ..sources.queries import keepers_of
from .models import Event, Webhook
from .notices import PAUSED
from .queries import UNFINISHED, due_events, due_webhooks, last_told
from .rules import (
    BACK_OFF,
    KEPT_FOR,
    MOST_FAILURES,
    body_of,
    concerns_event,
    headers_of,
    is_news,
    new_secret,
    rest,
)

log = logging.getLogger(__name__)

# How long one worker goes on for one source, in seconds.
LONGEST_RUN = 40


class Refused(NotDelivered):
    """The receiver took none of this event; others may do better."""


@transaction.atomic
def make_webhook(
    source: LeadSource, *, url: str, by: User | None, now: datetime
) -> tuple[Webhook, str]:
    """``(webhook, secret)``; the secret is told this once only. Raises ``ValidationError`` by field."""
    if Webhook.objects.filter(source=source).exists():
        raise ValidationError(_("This source has a webhook already."))
    secret = new_secret()
    webhook = Webhook(source=source, url=url, secret=seal(secret), made_at=now, made_by=by)
    webhook.full_clean()
    save_as(webhook, by=by, now=now)
    return webhook, secret


@transaction.atomic
def edit_webhook(webhook: Webhook, *, url: str, by: User, now: datetime) -> Webhook:
    """Another address; what waits goes there. Raises ``ValidationError`` by field."""
    webhook = _locked(webhook)
    webhook.url = url
    webhook.full_clean()
    save_as(webhook, by=by, now=now)
    return webhook


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: User, now: datetime) -> str:
    """A new secret, told this once only; from now on all is signed with it."""
    webhook = _locked(webhook)
    secret = new_secret()
    webhook.secret = seal(secret)
    save_as(webhook, by=by, now=now)
    return secret


@transaction.atomic
def pause_webhook(webhook: Webhook, *, by: User | None, now: datetime) -> Webhook:
    """Nothing is sent until it goes on; what happens meanwhile is kept. Pausing twice is pausing once."""
    webhook = _locked(webhook)
    if webhook.paused_at is None:
        webhook.paused_at = now
        save_as(webhook, by=by, now=now)
    return webhook


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: User, now: datetime) -> Webhook:
    """What waited is sent from now on, in its order."""
    webhook = _locked(webhook)
    webhook.paused_at, webhook.failures, webhook.rests_until = None, 0, None
    save_as(webhook, by=by, now=now)
    webhook.events.filter(state=DeliveryState.WAITING).update(next_try_at=now)
    return webhook


@transaction.atomic
def send_again(event: Event, *, now: datetime) -> None:
    """Send once more what was sent, given up or is unknown; its event is the same. What waits goes at once."""
    settled = Event.objects.filter(pk=event.pk).exclude(state=DeliveryState.SENDING)
    settled.update(state=DeliveryState.WAITING, attempts=0, next_try_at=now)


def note_changes(keys: Collection[int]) -> None:
    """Write what the sources of these leads, and of those that joined them, are to be told by now.

    Called in the transaction that changed something; without a change nothing is written.
    """
    if keys and Webhook.objects.exists():
        joined = Lead.objects.filter(into__in=keys).values_list("pk", flat=True)
        _note({*keys, *joined})


def note_opportunities(keys: Collection[int]) -> None:
    """The same for the leads that became these opportunities."""
    if keys and Webhook.objects.exists():
        note_changes(list(Lead.objects.filter(opportunity__in=keys).values_list("pk", flat=True)))


def _note(keys: Collection[int]) -> None:
    rows = Lead.objects.filter(pk__in=keys, source__webhook__isnull=False).order_by("pk")
    found = progress_of_leads(rows.select_related("source__webhook"))
    if not found:
        return
    told = last_told([lead.pk for lead, _progress in found])
    events = []
    for lead, progress in found:
        if is_news(progress, told.get(lead.pk)):
            event = Event(webhook=lead.source.webhook, lead=lead)
            event.body = body_of(str(event.event_id), lead.sent_id, progress)
            events.append(event)
    Event.objects.bulk_create(events)


def send_due(webhook: Webhook, *, clock: Callable[[], datetime]) -> int:
    """Send what its source is owed, in the order of each lead; returns how many events arrived.

    May be called by several workers at once. A server that does not answer is left alone for a while; after
    ``MOST_FAILURES`` in a row the webhook is paused, and whoever keeps the source is told.
    """
    sent, until = 0, monotonic() + LONGEST_RUN
    while monotonic() <= until:
        # A pause, another address or a new secret hold from the next event on.
        found = due_webhooks(clock()).filter(pk=webhook.pk).first()
        event = due_events(found, clock()).first() if found else None
        if found is None or event is None:
            break
        webhook = found
        try:
            secret = unseal(webhook.secret)
        except InvalidToken:
            log.error("webhook %s: its secret can no longer be read", webhook.pk)
            _pause_by_itself(webhook, clock())
            break
        try:
            call = partial(_send, webhook, event, secret, clock)
            options = {"back_off": BACK_OFF, "drops_doubles": True}
            arrived = deliver(event, call, clock=clock, **options)
        except NotDelivered as error:
            if not _goes_on_after(error, webhook, clock()):
                break
        else:
            if arrived:
                sent += 1
                busy = Webhook.objects.filter(pk=webhook.pk).exclude(failures=0, rests_until=None)
                busy.update(failures=0, rests_until=None)
    return sent


def expire_claims(now: datetime) -> int:
    """What a killed worker was sending is sent again: receivers drop what they have by its event."""
    dead = Event.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=now - LEASE)
    return dead.update(state=DeliveryState.WAITING, next_try_at=now)


def forget_events(now: datetime) -> int:
    """Delete what is settled and older than 90 days, but for what a source was told last of a lead."""
    later = Event.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("pk"))
    old = Event.objects.filter(Exists(later), made_at__lt=now - KEPT_FOR)
    number: int = old.exclude(state__in=UNFINISHED).delete()[0]
    return number


def _send(webhook: Webhook, event: Event, secret: str, clock: Callable[[], datetime]) -> None:
    headers = headers_of(secret, str(event.event_id), clock(), event.body)
    status = post(webhook.url, event.body.encode(), headers)
    if 200 <= status < 300:
        return
    if concerns_event(status):
        raise Refused(f"HTTP {status}")
    raise NotDelivered(f"HTTP {status}")


def _goes_on_after(error: NotDelivered, webhook: Webhook, now: datetime) -> bool:
    """Count the failure; whether other events may be tried at once."""
    with transaction.atomic():
        webhook = _locked(webhook)
        webhook.failures += 1
        if not isinstance(error, Refused):
            webhook.rests_until = now + rest(webhook.failures)
        counted = {"failures": webhook.failures, "rests_until": webhook.rests_until}
        Webhook.objects.filter(pk=webhook.pk).update(**counted)
    if webhook.failures >= MOST_FAILURES:
        _pause_by_itself(webhook, now)
        return False
    return isinstance(error, Refused)


@transaction.atomic
def _pause_by_itself(webhook: Webhook, now: datetime) -> None:
    webhook = pause_webhook(webhook, by=None, now=now)
    values = {"source": str(webhook.source), "number": max(webhook.failures, 1)}
    mark = f"{webhook.paused_at:%y%m%d%H%M}"
    people = keepers_of(webhook.source)
    tell(*(News(PAUSED, pk, webhook.source_id, values, mark=mark) for pk in people), now=now)


def _locked(webhook: Webhook) -> Webhook:
    return (
        Webhook.objects.select_for_update(of=("self",)).select_related("source").get(pk=webhook.pk)
    )
