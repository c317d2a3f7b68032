"""What happens to an uploaded file: checked, then imported or discarded, and removed."""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.importing.importer import Context
from foundation.importing.problems import FileProblem, RowErrors
from foundation.importing.registry import IMPORTERS
from foundation.importing.rejects import RejectsFile
from foundation.importing.run import run_import
from foundation.importing.tables import Row, open_table

from ..access.queries import stores_of
from ..people.models import User
from .models import ImportJob, ImportKind, ImportState

SHOWN_PROBLEMS = 200
KEPT = timedelta(days=7)

log = logging.getLogger(__name__)


def kinds_for(user: User) -> list[ImportKind]:
    """What the person may import: people are entered by administrators, here as on the pages (R1.1)."""
    return [kind for kind in ImportKind if kind != ImportKind.STAFF or user.is_administrator]


def create_job(
    *, by: User, now: datetime, kind: str, upload: "UploadedFile[Any]", language: str
) -> ImportJob:
    """Store the upload under a random name; removes what a week ago was forgotten."""
    for old in ImportJob.objects.filter(created_at__lt=now - KEPT):
        remove_files(old)
        old.delete()
    job = ImportJob(
        kind=kind, by=by, language=language, file_name=upload.name[-200:], created_at=now
    )
    default_storage.save(job.upload_name, upload)
    job.save()
    return job


def confirm(job: ImportJob) -> bool:
    """Let the checked file be imported; only the first of several confirmations has an effect."""
    checked = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKED)
    return bool(checked.update(state=ImportState.IMPORTING, done=0))


def discard(job: ImportJob) -> None:
    """Forget a file that was checked and is not wanted."""
    waiting = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKED)
    if waiting.update(state=ImportState.DISCARDED):
        remove_files(job)


def run_job(job: ImportJob, *, now: datetime) -> None:
    """Check or import the file, whichever is due; a job that is neither is left alone.

    A run that was killed is run again and finishes the work.
    """
    if not job.is_running:
        return
    with override(job.language):
        try:
            _run(job, now)
        except FileProblem as problem:
            fail(job, str(problem))
        except Exception:
            log.exception("import %s broke off", job.pk)
            fail(
                job,
                _(
                    "The import was interrupted. Nothing is entered twice: upload the same file again."
                ),
            )


def remove_files(job: ImportJob) -> None:
    """The upload, the wrong rows, and what a killed run has left of them."""
    folder = Path(default_storage.path(job.upload_name)).parent
    for path in folder.glob(f"{job.pk}.*"):
        path.unlink(missing_ok=True)


def fail(job: ImportJob, reason: str) -> None:
    """Say why nothing comes of it, and remove its files."""
    job.state, job.failure = ImportState.FAILED, reason
    job.save(update_fields=["state", "failure"])
    remove_files(job)


def _scope(user: User) -> frozenset[int] | None:
    """The stores into which a person imports: those they look after (R1.3); all also with new ones."""
    if user.is_superuser and user.is_administrator and not user.store_id and not user.region_id:
        return None
    return frozenset(stores_of(user).values_list("pk", flat=True))


def _run(job: ImportJob, now: datetime) -> None:
    if job.kind not in kinds_for(job.by):
        raise FileProblem(_("Only an administrator enters and changes staff."))
    checking = job.state == ImportState.CHECKING
    path = default_storage.path(job.upload_name)
    with open_table(path) as table:
        importer = IMPORTERS[job.kind](Context(now=now, by=job.by, stores=_scope(job.by)))
        table.require(importer.columns, importer.required, importer.headers)
        job.total, job.done, job.problems, job.notices = table.total, 0, [], table.notices
        job.save(update_fields=["total", "done", "notices"])
        rejects_path = default_storage.path(job.rejects_name)
        rejects = (
            None
            if checking
            else RejectsFile(rejects_path, table, source=path, without=importer.secret)
        )

        def on_error(row: Row, errors: RowErrors) -> None:
            if len(job.problems) < SHOWN_PROBLEMS:
                job.problems += [[row.number, column, str(why)] for column, why in errors.errors]
            if rejects:
                rejects.add(row, errors)

        def on_progress(done: int) -> None:
            ImportJob.objects.filter(pk=job.pk).update(done=done)

        try:
            job.counts = run_import(
                importer, table, on_error=on_error, on_progress=on_progress, dry_run=checking
            )
        except BaseException:
            if rejects:
                rejects.discard()
            raise
    job.done, job.state = job.total, ImportState.CHECKED if checking else ImportState.DONE
    job.save(update_fields=["counts", "problems", "done", "state"])
    if rejects:
        rejects.finish()
        default_storage.delete(job.upload_name)
