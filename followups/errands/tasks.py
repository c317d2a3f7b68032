"""Reminders of tasks ring at their time, and late ones are told (R14.3)."""

import logging

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from ..calendars.models import Absence
from .models import Errand
from .services import remind, tell_late

log = logging.getLogger(__name__)
AT_ONCE = 500


@shared_task
def watch_errands():
    """One that fails keeps none of the others."""
    now = clock()
    today = localdate(now)
    away = Absence.objects.approved().filter(user=OuterRef("person")).overlapping(today, today)
    late = Errand.objects.to_tell_late(now).filter(~Exists(away))
    for rows, act in (
        (Errand.objects.to_remind(now).order_by("remind_at", "pk"), remind),
        (late.order_by("due_at", "pk"), tell_late),
    ):
        for errand in rows[:AT_ONCE]:
            try:
                act(errand, now=now)
            except Exception:
                log.exception("task %s", errand.pk)
