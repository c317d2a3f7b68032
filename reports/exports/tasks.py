"""Exports that take longer than a page may."""

from celery import shared_task
from django.utils.timezone import now as clock

from .models import Export
from .services import forget_old_files, make_export, unfinished


@shared_task(name="reports.tasks.run_export", acks_late=True)
def run_export(pk):
    """Make the file of an export; doing so twice makes it once."""
    export = Export.objects.filter(pk=pk).first()
    if export:
        make_export(export, clock=clock)


@shared_task(name="reports.tasks.sweep_exports")
def sweep_exports():
    """Hand over again what a worker lost, or what never reached one; remove old files."""
    now = clock()
    for pk in unfinished(now=now):
        run_export.delay(str(pk))
    forget_old_files(now=now)
