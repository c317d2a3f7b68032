"""Work of the site itself that outlasts a request."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from accounts.models import ImportJob

from .importing.jobs import run_job


@shared_task
def run_import_job(pk):
    """Check or import an uploaded file; doing so twice enters nothing twice."""
    job = ImportJob.objects.select_related("by").filter(pk=pk).first()
    if job:
        run_job(job, now=timezone.now())


@shared_task
def gather_statistics():
    """Let SQLite count what its indexes hold, without which it may choose a bad one.

    PostgreSQL does so by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
