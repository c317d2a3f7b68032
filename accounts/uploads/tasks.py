"""Imports that outlast a request."""

from celery import shared_task
from django.utils import timezone

from .models import ImportJob
from .services import run_job


@shared_task(name="crm_site.tasks.run_import_job")
def run_import_job(pk):
    """Check or import an uploaded file; doing so twice enters nothing twice."""
    job = ImportJob.objects.select_related("by").filter(pk=pk).first()
    if job:
        run_job(job, now=timezone.now())
