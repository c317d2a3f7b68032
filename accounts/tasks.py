"""Tidying up by the clock."""

from celery import shared_task
from django.utils import timezone

from foundation.once import purge_submitted_forms

from .log_in.services.attempts import forget_attempts
from .log_in.services.sessions import forget_sessions
from .log_in.tasks import send_reset
from .notices.services import forget_old
from .uploads.tasks import run_import_job, sweep_imports, tidy_uploads

__all__ = [
    "forget_notices",
    "purge_forms",
    "run_import_job",
    "send_reset",
    "sweep_imports",
    "tidy_uploads",
]


@shared_task
def purge_forms():
    """Once a day; doing so twice deletes nothing more."""
    now = timezone.now()
    purge_submitted_forms(now=now)
    forget_attempts(now=now)
    forget_sessions(now=now)


@shared_task
def forget_notices():
    """Once a day; what people were told is kept for 90 days (R10.3)."""
    forget_old(now=timezone.now())
