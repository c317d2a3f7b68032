"""What takes longer than a page may."""

from celery import shared_task
from django.db import DatabaseError

from . import services as workdays


@shared_task(
    name="followups.tasks.recount_working_days",
    acks_late=True,
    autoretry_for=(DatabaseError,),
    retry_backoff=5,
    max_retries=5,
)
def recount_working_days():
    """After a change of the calendar; doing so twice changes nothing."""
    workdays.recount_working_days()
