"""The search of the night: one task per store, so that any worker may take it."""

from celery import shared_task
from django.db import DatabaseError
from django.utils.timezone import now as clock

from accounts.people.models import Store

from .services import look_for_duplicates


@shared_task
def look_for_all_duplicates():
    """Ask for the search in each store, once a night."""
    for store in Store.objects.order_by("pk").values_list("pk", flat=True):
        look_in_store.delay(store)


@shared_task(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=5)
def look_in_store(pk):
    """Look in one store; doing so twice changes nothing more."""
    look_for_duplicates(Store.objects.get(pk=pk), now=clock())
