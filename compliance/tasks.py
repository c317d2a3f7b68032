"""The night's work and the reminders by the clock: one task per store, so that any worker may take it."""

from datetime import date
from zoneinfo import ZoneInfo

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import Store

from .models import AuditRun
from .rules.nights import closed_night
from .services.audit import run_audit
from .services.reminders.deliveries import expire_leases, forget_old
from .services.reminders.sweep import remind


@shared_task
def audit_due_stores():
    """Ask for the audit of each store whose closed business date has not been audited yet.

    A tick may come at any time and as often as it likes: what is due is read from the audited nights.
    """
    now = timezone.now()
    for store in Store.objects.order_by("pk"):
        local = now.astimezone(ZoneInfo(store.time_zone))
        night = closed_night(local, settings.AUDIT_TIME)
        if not AuditRun.objects.filter(store=store, on__gte=night).exists():
            audit_store.delay(store.pk, night.isoformat())


@shared_task(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=5)
def audit_store(store_id, iso_date):
    """Audit one store up to the date, missed nights first; doing so twice changes nothing."""
    store = Store.objects.get(pk=store_id)
    run_audit(store, on=date.fromisoformat(iso_date), now=timezone.now())


@shared_task
def remind_due_stores():
    """Ask for the reminders of each store; what is owed and what was sent is read from the deliveries.

    Outside its hours a store is asked as well, so that what has become useless is put aside.
    """
    now = timezone.now()
    expire_leases(now)
    forget_old(now.date())
    for store in Store.objects.order_by("pk"):
        remind_store.delay(store.pk)


@shared_task(acks_late=True)
def remind_store(store_id):
    """Send what the store's people and robots are owed; a message once claimed is never sent again."""
    remind(Store.objects.get(pk=store_id), clock=timezone.now)
