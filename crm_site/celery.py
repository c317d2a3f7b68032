"""The Celery application; its settings are the CELERY_* ones of Django."""

import os

from celery import Celery
from celery.signals import worker_init, worker_ready

from foundation.spelling import load_readings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")

app = Celery("crm_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

AUDIT_TICK = "compliance.tasks.audit_due_stores"


@worker_init.connect
def load_what_is_large(**_kwargs) -> None:
    """Before the processes of the pool part, so that they share it."""
    load_readings()


@worker_ready.connect
def catch_up_missed_audits(**_kwargs) -> None:
    """Audit at once what was due while everything was off.

    The tick is idempotent, so several workers starting together do no harm.
    """
    app.send_task(AUDIT_TICK, expires=300)
