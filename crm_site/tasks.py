"""Work of the site itself that outlasts a request."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from foundation.pulse import WORKER, give_pulse


@shared_task
def worker_pulse():
    """Say that a worker takes what the clock asks for."""
    give_pulse(WORKER, now=timezone.now())


@shared_task
def gather_statistics():
    """Let SQLite count what its indexes hold, without which it may choose a bad one.

    PostgreSQL does so by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
