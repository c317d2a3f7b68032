"""Imports that outlast a request."""

from celery import shared_task
from django.utils import timezone

from .leases import abandoned
from .models import ImportJob
from .services import forget_old_uploads, run_job


@shared_task(name="crm_site.tasks.run_import_job", acks_late=True)
def run_import_job(pk):
    """Check or import an uploaded file; doing so twice enters nothing twice."""
    job = ImportJob.objects.select_related("by").filter(pk=pk).first()
    if job:
        run_job(job, now=timezone.now())


@shared_task(name="accounts.tasks.sweep_imports")
def sweep_imports():
    """Hand over again what a worker was killed over, or what never reached one."""
    for pk in abandoned(timezone.now()).values_list("pk", flat=True):
        run_import_job.delay(str(pk))


@shared_task(name="accounts.tasks.tidy_uploads")
def tidy_uploads():
    """Once a day: remove what was uploaded and left; doing so twice removes nothing more."""
    forget_old_uploads(now=timezone.now())
