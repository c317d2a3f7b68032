"""What sources are owed is sent by the clock: the database says what is due (R5.1)."""

import logging

from celery import shared_task
from django.utils.timezone import now as clock

from .queries import due_webhooks
from .services import expire_claims, forget_events, send_due

log = logging.getLogger(__name__)


@shared_task
def send_to_sources():
    """One task a source, so that one that is slow keeps no other waiting."""
    expire_claims(clock())
    for webhook in due_webhooks(clock()):
        send_to_source.delay(webhook.pk)


@shared_task
def send_to_source(pk):
    webhook = due_webhooks(clock()).filter(pk=pk).first()
    if webhook is not None:
        send_due(webhook, clock=clock)


@shared_task
def forget_old_events():
    forget_events(clock())
