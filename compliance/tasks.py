"""The nightly audit and the reminders by the clock: one task per store, so that any worker may take it."""

import logging
from datetime import date
from zoneinfo import ZoneInfo

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils.timezone import now as clock

from accounts.people.models import Store
from foundation.clock import agreed
from foundation.dates import closed_date
from ledgers.heads import keep_head

from .audit.queries import first_missing
from .audit.services import AuditError, run_audit
from .hand_over.models import Departure, HandOver
from .hand_over.services.departures import settle_departure
from .hand_over.tasks import carry_out_hand_over
from .penalties.models import LedgerEntry
from .reminders.services.deliveries import expire_leases, forget_old
from .reminders.services.letters import forget_letters, is_anything_owed, write_to_people
from .reminders.services.sweep import remind

log = logging.getLogger(__name__)


@shared_task
def audit_due_stores():
    """Ask for the audit of each store with a closed business date that has not been audited yet.

    A tick may come at any time and as often as it likes: what is due is read from the audited dates.
    """
    now = agreed(clock())
    for store in Store.objects.order_by("pk"):
        local = now.astimezone(ZoneInfo(store.time_zone))
        closed_on = closed_date(local, settings.AUDIT_TIME)
        if first_missing(store, until=closed_on):
            audit_store.delay(store.pk, closed_on.isoformat())


@shared_task(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=5)
def audit_store(store_id, iso_date):
    """Audit one store up to the date, missed dates first; doing so twice changes nothing."""
    store = Store.objects.get(pk=store_id)
    now = agreed(clock())
    try:
        run_audit(store, on=date.fromisoformat(iso_date), now=now)
    except AuditError as error:
        log.error("%s", error)


@shared_task
def remind_due_stores():
    """Ask for the reminders of each store; what is owed and what was sent is read from the deliveries.

    Outside its hours a store is asked as well, so that what has become useless is put aside.
    """
    now = clock()
    expire_leases(now)
    forget_old(now.date())
    for store in Store.objects.order_by("pk"):
        remind_store.delay(store.pk)


@shared_task(acks_late=True)
def remind_store(store_id):
    """Send what the store's people and robots are owed; a message once claimed is never sent again."""
    remind(Store.objects.get(pk=store_id), clock=clock)


@shared_task
def write_to_due_people():
    """Ask for each store's personal messages, where anybody is still to be written to (R10.3)."""
    now = clock()
    expire_leases(now)
    forget_letters(now)
    if is_anything_owed():
        for store in Store.objects.order_by("pk"):
            write_to_people_of.delay(store.pk)


@shared_task(acks_late=True)
def write_to_people_of(store_id):
    """Send what the store's people have not read; a message once claimed is never sent again."""
    write_to_people(Store.objects.get(pk=store_id), clock=clock)


@shared_task
def resume_hand_overs():
    """Ask again for what is under way: its worker may have been killed, its message lost."""
    for pk in HandOver.objects.running().order_by("pk").values_list("pk", flat=True):
        carry_out_hand_over.delay(pk)


@shared_task
def settle_departures():
    """Decide the departures of those whose account was closed or changed elsewhere."""
    for departure in Departure.objects.overtaken():
        settle_departure(departure)


@shared_task
def keep_ledger_head():
    """Write the head of the penalties' ledger where the database cannot reach it."""
    keep_head(LedgerEntry, now=clock())
