"""Tidying up by the clock."""

from celery import shared_task
from django.utils import timezone

from foundation.files import remove_unreferenced

from .customers.models import Customer
from .market_notes.models import MarketNote


@shared_task
def remove_replaced_photos():
    """Once a day; doing so twice removes nothing more."""
    now = timezone.now()
    remove_unreferenced(Customer._meta.get_field("photo"), under="customers", now=now)
    remove_unreferenced(MarketNote._meta.get_field("photo"), under="market", now=now)
