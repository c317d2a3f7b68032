"""The nightly proposals of rewards: one task per store, so that any worker may take it."""

from datetime import date
from zoneinfo import ZoneInfo

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils.timezone import now as clock

from accounts.people.models import Store
from foundation.dates import closed_date
from ledgers.heads import keep_head

from .models import RewardEntry
from .services import propose_rewards


@shared_task
def propose_for_stores():
    """Ask each store that has ever adopted rewards for the proposals of its closed business date."""
    now = clock()
    for store in Store.objects.filter(reward_policies__isnull=False).distinct().order_by("pk"):
        local = now.astimezone(ZoneInfo(store.time_zone))
        closed_on = closed_date(local, settings.AUDIT_TIME)
        propose_for_store.delay(store.pk, closed_on.isoformat())


@shared_task(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=5)
def propose_for_store(store_id, iso_date):
    """Bring one store's proposals up to the date; doing so twice changes nothing."""
    propose_rewards(Store.objects.get(pk=store_id), on=date.fromisoformat(iso_date), now=clock())


@shared_task
def keep_reward_head():
    """Write the head of the rewards' ledger where the database cannot reach it."""
    keep_head(RewardEntry, now=clock())
