"""Who runs an import: one worker at a time, and another where that one was killed."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from django.db import DatabaseError, connection
from django.db.models import F, Q, QuerySet

from foundation.importing.patience import Patience

from .models import ImportJob

# A holder says so every few seconds; who has been silent for so long is dead.
BEAT_SECONDS = 10
SILENCE = timedelta(seconds=45)
MOST_ATTEMPTS = 5


class LeaseLost(Exception):
    """The job was cancelled, or another worker holds it now: whoever ran it stops."""


class Lease:
    """The right to run a job. While it is entered, a thread renews it, however long a batch takes.

    The same thread calls ``give_up`` once the file has brought no row for too long, and renews no more:
    whoever hangs in it cannot say so.
    """

    def __init__(self, job: ImportJob, run: UUID, now: datetime) -> None:
        self._now, self._began = now, time.monotonic()
        self.patience = Patience()
        self.give_up: Callable[[], None] = lambda: None
        self._mine = ImportJob.objects.filter(pk=job.pk, run=run)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def write(self, **values: Any) -> None:
        """Set fields of the job, as long as it is one's own; raises ``LeaseLost``."""
        if not self._mine.update(alive_at=self._moment(), **values):
            raise LeaseLost

    def _moment(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def _renew(self) -> None:
        try:
            while not self._ended.wait(BEAT_SECONDS):
                try:
                    if self.patience.is_over:
                        return self.give_up()
                    self._mine.update(alive_at=self._moment())
                except DatabaseError:
                    # Busy or away for a moment; the next beat tries again.
                    connection.close()
        finally:
            connection.close()


def unheld(now: datetime) -> QuerySet[ImportJob]:
    """Jobs that are under way and that nobody holds at the moment."""
    running = ImportJob.objects.filter(state__in=ImportJob.RUNNING)
    return running.filter(Q(run=None) | Q(alive_at__lt=now - SILENCE))


def take_lease(job: ImportJob, *, now: datetime) -> Lease | None:
    """The lease of the job, or ``None`` where there is nothing to do or somebody else does it."""
    run = uuid4()
    taken = unheld(now).filter(pk=job.pk)
    if not taken.update(run=run, alive_at=now, attempts=F("attempts") + 1):
        return None
    job.refresh_from_db()
    return Lease(job, run, now)


def abandoned(now: datetime) -> QuerySet[ImportJob]:
    """Jobs to be handed to a worker once more: their worker fell silent, or their message was lost."""
    never_begun = Q(run=None, created_at__lt=now - SILENCE)
    return unheld(now).filter(Q(run__isnull=False) | never_begun)
