"""What happens to an uploaded file: checked, then imported or discarded, and removed."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.importing.importer import Context
from foundation.importing.patience import no_row_came
from foundation.importing.problems import FileProblem, RowErrors
from foundation.importing.registry import IMPORTERS
from foundation.importing.rejects import RejectsFile
from foundation.importing.run import run_import
from foundation.importing.tables import Row, open_table

from ..access.queries import stores_of
from ..people.models import Role, User
from .leases import MOST_ATTEMPTS, Lease, LeaseLost, take_lease
from .models import ImportJob, ImportKind, ImportState

SHOWN_PROBLEMS = 200
KEPT = timedelta(days=7)

log = logging.getLogger(__name__)


def kinds_for(user: User) -> list[ImportKind]:
    """What the person may import: people are entered by administrators, here as on the pages (R1.1).

    Marketing brings leads, and nothing else (R5.1).
    """
    if user.role == Role.MARKETING:
        return [ImportKind.LEADS]
    return [kind for kind in ImportKind if kind != ImportKind.STAFF or user.is_administrator]


def create_job(
    *,
    by: User,
    now: datetime,
    kind: str,
    upload: "File[Any]",
    language: str,
    given: Mapping[str, str] | None = None,
) -> ImportJob:
    """Store the upload under a random name; removes what a week ago was forgotten.

    ``given``: what business cards lack, by column.
    """
    forget_old_uploads(now=now)
    job = ImportJob(
        kind=kind,
        by=by,
        language=language,
        file_name=(upload.name or "")[-200:],
        created_at=now,
        given=given or {},
    )
    default_storage.save(job.upload_name, upload)
    job.save()
    return job


def joined(uploads: "Sequence[File[Any]]") -> "File[Any]":
    """Several files of business cards as one; a single file as it is."""
    first, *others = uploads
    if not others:
        return first
    whole = TemporaryFile()  # noqa: SIM115 - the storage reads it to its end
    for upload in uploads:
        for chunk in upload.chunks():
            whole.write(chunk)
        whole.write(b"\r\n")
    whole.seek(0)
    return File(whole, name=f"{(first.name or '')[-180:]} + {len(others)}")


def forget_old_uploads(*, now: datetime) -> None:
    """Remove what was uploaded a week ago, decided or not, and files that belong to no upload."""
    for old in ImportJob.objects.filter(created_at__lt=now - KEPT):
        remove_files(old)
        old.delete()
    folder = Path(default_storage.path("imports"))
    known = {str(pk) for pk in ImportJob.objects.values_list("pk", flat=True)}
    for path in folder.glob("*.*"):
        is_old = path.stat().st_mtime < (now - KEPT).timestamp()
        if is_old and path.name.partition(".")[0] not in known:
            path.unlink(missing_ok=True)


def confirm(job: ImportJob) -> bool:
    """Let the checked file be imported; only the first of several confirmations has an effect."""
    checked = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKED)
    fresh = {"done": 0, "run": None, "alive_at": None, "attempts": 0}
    return bool(checked.update(state=ImportState.IMPORTING, **fresh))


def discard(job: ImportJob) -> None:
    """Forget a file that was checked and is not wanted."""
    waiting = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKED)
    if waiting.update(state=ImportState.DISCARDED):
        remove_files(job)


def cancel(job: ImportJob) -> bool:
    """Stop a file that is being checked or imported after its present batch; what is saved stays."""
    running = ImportJob.objects.filter(pk=job.pk, state__in=ImportJob.RUNNING)
    if not running.update(state=ImportState.CANCELLED, run=None):
        return False
    remove_files(job)
    return True


def run_job(job: ImportJob, *, now: datetime) -> None:
    """Check or import the file, whichever is due; a job that is neither is left alone.

    One that another worker holds is left to it. A run that was killed is run again and finishes the work.
    """
    lease = take_lease(job, now=now)
    if lease is None:
        return
    lease.give_up = partial(_give_up, lease, job)
    with override(job.language), lease:
        try:
            if job.attempts > MOST_ATTEMPTS:
                raise FileProblem(
                    _("The import was begun again and again and never came to its end.")
                )
            _run(job, lease, now)
        except LeaseLost:
            log.info("import %s was cancelled or went to another worker", job.pk)
        except FileProblem as problem:
            _fail(lease, job, str(problem))
        except OperationalError:
            # The database was away or busy: the sweep hands the file over again.
            log.exception("import %s broke off and is taken up again", job.pk)
        except Exception:
            log.exception("import %s broke off", job.pk)
            _fail(
                lease,
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


def _fail(lease: Lease, job: ImportJob, reason: str) -> None:
    """Say why nothing comes of it, and remove its files; whoever still runs it writes nothing more."""
    with suppress(LeaseLost):
        lease.write(state=ImportState.FAILED, failure=reason, run=None)
        job.state, job.failure = ImportState.FAILED, reason
        remove_files(job)


def _give_up(lease: Lease, job: ImportJob) -> None:
    """From the thread of the lease, which speaks no language of its own."""
    log.error("import %s brings no row and is given up", job.pk)
    with override(job.language):
        _fail(lease, job, str(no_row_came()))


def _scope(user: User) -> frozenset[int] | None:
    """The stores into which a person imports: those they look after (R1.3); all also with new ones."""
    if user.is_superuser and user.is_administrator and not user.store_id and not user.region_id:
        return None
    return frozenset(stores_of(user).values_list("pk", flat=True))


def _run(job: ImportJob, lease: Lease, now: datetime) -> None:
    if job.kind not in kinds_for(job.by) and job.kind == ImportKind.STAFF:
        raise FileProblem(_("Only an administrator enters and changes staff."))
    if job.kind not in kinds_for(job.by):
        raise FileProblem(_("Such a file is imported by somebody else."))
    checking = job.state == ImportState.CHECKING
    path = default_storage.path(job.upload_name)
    with open_table(path, lease.patience, job.given) as table:
        importer = IMPORTERS[job.kind](Context(now=now, by=job.by, stores=_scope(job.by)))
        importer.require(table)
        job.total, job.done, job.problems, job.notices = table.total, 0, [], table.notices
        lease.write(total=job.total, done=0, notices=job.notices)
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

        try:
            job.counts = run_import(
                importer,
                table,
                on_error=on_error,
                on_progress=lambda done: lease.write(done=done),
                dry_run=checking,
            )
            job.done, job.state = job.total, ImportState.CHECKED if checking else ImportState.DONE
            result = {"counts": job.counts, "problems": job.problems, "done": job.done}
            if rejects:
                rejects.finish()
            lease.write(state=job.state, **result)
        except BaseException:
            if rejects:
                rejects.discard()
            raise
    if not checking:
        default_storage.delete(job.upload_name)
