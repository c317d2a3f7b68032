"""Readers are told of reports by the clock, so that no time of a sending is kept anywhere (R13.4)."""

import logging

from celery import shared_task
from django.utils.timezone import now as clock

from .models import MisconductReport
from .queries import today_at
from .services import follow_up

log = logging.getLogger(__name__)


@shared_task
def follow_up_misconduct():
    """One that fails keeps none of the others, and what fails is logged without what stands in it."""
    rows = MisconductReport.objects.open().select_related("desk__store", "desk__region")
    for report in rows.order_by("look_by", "pk"):
        now = clock()
        try:
            follow_up(report, on=today_at(report.desk, now), now=now)
        except Exception as error:
            log.error("misconduct report %s: %s", report.pk, type(error).__name__)
