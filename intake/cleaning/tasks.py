"""The searches: one task per store, so that any worker may take it."""

from celery import shared_task
from django.db import DatabaseError
from django.utils.timezone import now as clock

from accounts.people.models import Store

from .services.doubles import look_for_duplicates
from .services.invalid import run_search, searches_due


@shared_task
def look_for_all_duplicates():
    """Ask for the search in each store, once a night."""
    for store in Store.objects.order_by("pk").values_list("pk", flat=True):
        look_in_store.delay(store)


@shared_task(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=5)
def look_in_store(pk):
    """Look in one store; doing so twice changes nothing more."""
    look_for_duplicates(Store.objects.get(pk=pk), now=clock())


@shared_task
def look_for_invalid_data():
    """Ask for the searches that are due by the stores' schedules (R13.4), however often it is run."""
    for pk in searches_due(now=clock()):
        search_store.delay(pk)


@shared_task(acks_late=True, autoretry_for=(DatabaseError,), retry_backoff=5, max_retries=5)
def search_store(pk):
    """Carry out one search; one that another worker is at, or that is done, is left alone."""
    run_search(pk, clock=clock)
