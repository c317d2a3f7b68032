"""Answers that are owed and have not come are told (R5.4)."""

import logging

from celery import shared_task
from django.utils.timezone import now as clock

from .models import Question
from .services import tell_late

log = logging.getLogger(__name__)
AT_ONCE = 500


@shared_task
def watch_questions():
    """One that fails keeps none of the others."""
    rows = Question.objects.waiting().filter(late_told_at=None, due_at__lt=clock())
    for question in rows.order_by("due_at", "pk")[:AT_ONCE]:
        try:
            tell_late(question, now=clock())
        except Exception:
            log.exception("question %s", question.pk)
