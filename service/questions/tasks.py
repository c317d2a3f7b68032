"""Answers that are owed and have not come are told (R5.4)."""

from celery import shared_task
from django.utils.timezone import now as clock

from .services import sweep


@shared_task
def watch_questions():
    """As the night does it for each store by itself."""
    sweep(now=clock())
