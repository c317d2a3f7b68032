"""Calls about losses that are owed and were not made are told (R2.7, R10.3)."""

import logging

from celery import shared_task
from django.utils.timezone import now as clock

from .models import LossReview
from .services import tell_late

log = logging.getLogger(__name__)
AT_ONCE = 500


@shared_task
def watch_losses():
    """One that fails keeps none of the others."""
    rows = LossReview.objects.waiting().filter(late_told_at=None, due_at__lt=clock())
    for review in rows.order_by("due_at", "pk")[:AT_ONCE]:
        try:
            tell_late(review, now=clock())
        except Exception:
            log.exception("loss review %s", review.pk)
