"""Large hand-overs, carried out in the background (R5.2)."""

from celery import shared_task
from django.db import DatabaseError
from django.utils.timezone import now as clock

from .services.moving import carry_out


@shared_task(
    name="compliance.tasks.carry_out_hand_over",
    acks_late=True,
    autoretry_for=(DatabaseError,),
    retry_backoff=5,
    max_retries=5,
)
def carry_out_hand_over(pk):
    """Move the customers of a large hand-over, or move them back; doing so twice changes nothing."""
    carry_out(pk, clock=clock)
