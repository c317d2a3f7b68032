"""Tidying up by the clock."""

from celery import shared_task
from django.utils import timezone

from .services.forms import purge_submitted_forms


@shared_task
def purge_forms():
    """Each night; doing so twice deletes nothing more."""
    purge_submitted_forms(now=timezone.now())
