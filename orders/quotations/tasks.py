"""Quotations are warned of the day before they end, and ended after it (R14.4)."""

import logging

from celery import shared_task
from django.utils.timezone import now as clock

from accounts.people.models import Store

from .services.ending import expire_quotations, warn_of_ends

log = logging.getLogger(__name__)


@shared_task
def watch_quotations():
    """One store that fails keeps none of the others."""
    now = clock()
    for store in Store.objects.order_by("pk"):
        on = store.business_date(now)
        try:
            expire_quotations(store=store, on=on, now=now)
            warn_of_ends(store=store, on=on, now=now)
        except Exception:
            log.exception("quotations of store %s", store.pk)
