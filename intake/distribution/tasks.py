"""Leads go on by themselves: sorted, given, and looked after until somebody has called (R5.1–R5.3)."""

import logging
from datetime import timedelta
from time import monotonic

from celery import shared_task
from django.db import DatabaseError
from django.utils.timezone import now as clock
from kombu.exceptions import OperationalError as BrokerAway

from ..arrivals.models import Lead, LeadState
from .services.arriving import carry_on
from .services.watching import watch

log = logging.getLogger(__name__)

AT_ONCE = 500
# How long one sweep goes on, in seconds: shorter than the time from one to the next.
LONGEST_SWEEP = 25
FRESH = timedelta(days=1)
# A broker that did not answer is asked again after so many seconds; until then the clock carries leads on.
BROKER_PAUSE = 10
_broker_away_until = 0.0


@shared_task(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=2, max_retries=5)
def carry_on_lead(pk):
    """Sort and give one lead; doing so twice changes nothing."""
    lead = Lead.objects.filter(pk=pk).select_related("store").first()
    if lead is not None:
        carry_on(lead, by=None, now=clock())


def hand_on(pk):
    """Let a worker give the lead to somebody; without a broker the clock does so."""
    global _broker_away_until
    if monotonic() < _broker_away_until:
        return
    try:
        carry_on_lead.apply_async((pk,), retry=False)
    except (BrokerAway, OSError) as error:
        _broker_away_until = monotonic() + BROKER_PAUSE
        log.warning("the broker does not answer, the clock carries leads on: %s", error)


@shared_task
def sweep_leads():
    """What a file brought, and what a killed worker or a lost message left unsorted or ungiven, goes on.

    Whoever asked within a day comes before all that is older, however much of that there is.
    """
    until = monotonic() + LONGEST_SWEEP
    left = Lead.objects.filter(state=LeadState.NEW, assignments=None).select_related("store")
    for rows in (left.filter(received_at__gte=clock() - FRESH), left):
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            for lead in batch:
                if monotonic() > until:
                    return
                _tried(carry_on, lead, by=None)
            last = batch[-1].pk


@shared_task
def watch_first_contacts():
    """Whose clock is at half or over: those concerned are told, and the next is offered the lead."""
    rows = Lead.objects.filter(look_at__lte=clock()).select_related("store")
    for lead in rows.order_by("look_at", "pk")[:AT_ONCE]:
        _tried(watch, lead)


def _tried(act, lead, **acting):
    """One that fails keeps none of the others."""
    try:
        act(lead, now=clock(), **acting)
    except Exception:
        log.exception("lead %s", lead.pk)
