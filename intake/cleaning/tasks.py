"""The search of the night, store by store."""

from celery import shared_task
from django.utils import timezone

from accounts.people.models import Store

from .services import look_for_duplicates


@shared_task
def look_for_all_duplicates():
    """Once a night; doing so twice changes nothing more."""
    for store in Store.objects.order_by("pk"):
        look_for_duplicates(store, now=timezone.now())
