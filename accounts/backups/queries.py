"""The copies, the last one made and the last one tried (R13.4)."""

from django.db.models import Q, QuerySet

from .models import BackupRun


def made() -> QuerySet[BackupRun]:
    return BackupRun.objects.filter(error="").exclude(ended_at=None)


def last_made() -> BackupRun | None:
    return made().order_by("-on").first()


def has_failed() -> bool:
    return BackupRun.objects.exclude(error="").exists()


def last_tried() -> BackupRun | None:
    """The last of which a restore was tried and found whole."""
    return (
        BackupRun.objects.filter(trial_error="")
        .exclude(tried_at=None)
        .order_by("-tried_at")
        .first()
    )


def kept() -> QuerySet[BackupRun]:
    """The files that are there, the newest first."""
    return made().exclude(name="").order_by("-on")


def shown() -> QuerySet[BackupRun]:
    """What the administrator's page lists: the copies that are kept, and what went wrong lately."""
    rows = BackupRun.objects.filter(~Q(name="") | ~Q(error="") | Q(ended_at=None))
    return rows.order_by("-on")[:20]
