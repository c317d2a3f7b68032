"""Exports of sheets: asked for, made, fetched and, after some days, removed (R1.3)."""

import logging
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.translation import override

from accounts.access import sight_of
from reports.models import Export, ExportState
from reports.queries.catalogue import SHEETS
from reports.queries.scope import Scope

from .lease import LEASE, Lease, LeaseLost
from .workbook import SheetWorkbook

# How long a file is kept.
KEPT = timedelta(days=7)

log = logging.getLogger(__name__)


class TooSlow(Exception):
    """The file was not finished in the time it was given."""


class Withdrawn(Exception):
    """Its maker may no longer see what they asked for."""


def ask_export(*, by, now, sheet, scope, language):
    """Write down who wants which sheet; the file is made later. Returns the ``Export``."""
    return Export.objects.create(
        by=by,
        sheet=sheet.code,
        sight=sight_of(by),
        language=language,
        today=scope.today,
        start=scope.start,
        end=scope.end,
        store=scope.store,
        team=scope.team,
        person=scope.person,
        created_at=now,
    )


def make_export(export, *, clock, is_late=lambda: False):
    """Make the file; one that is made, or that another worker is at, is left alone.

    ``clock()``: the moment, asked again while rows are written, so that a long export stays taken.
    ``is_late()``: whether to break off, raising ``TooSlow``; the export then waits to be taken again.
    """
    lease = Lease(export, clock)
    if not lease.take():
        return
    export.refresh_from_db()
    try:
        with override(export.language):
            _make(export, lease, is_late)
        export.state = ExportState.DONE
    except TooSlow:
        lease.give_back()
        raise
    except LeaseLost:
        return
    except Exception as error:
        if not isinstance(error, Withdrawn):
            log.exception("export %s broke off", export.pk)
        export.state = ExportState.FAILED
    is_mine = lease.end(state=export.state, rows=export.rows, has_phones=export.has_phones)
    if is_mine and export.state == ExportState.FAILED:
        default_storage.delete(export.file_name)


def announce(export):
    """Whoever waits for it is told when it is ready."""
    Export.objects.filter(pk=export.pk).update(is_announced=True)


def note_fetched(export, *, now):
    """The first fetching is kept; what is fetched need not be announced any more."""
    Export.objects.filter(pk=export.pk, fetched_at=None).update(fetched_at=now)


def forget_old_files(*, now):
    """Remove the files of exports older than ``KEPT``; their rows stay as the log."""
    for export in Export.objects.filter(created_at__lte=now - KEPT, state=ExportState.DONE):
        default_storage.delete(export.file_name)
        Export.objects.filter(pk=export.pk).update(state=ExportState.REMOVED)


def unfinished(*, now):
    """Keys of exports that nobody is at, though they were asked for a while ago."""
    left = Q(taken_at=None, created_at__lte=now - timedelta(minutes=2))
    left |= Q(taken_at__lte=now - LEASE)
    return Export.objects.filter(left, state=ExportState.WAITING).values_list("pk", flat=True)


def scope_of(export):
    return Scope(
        viewer=export.by,
        start=export.start,
        end=export.end,
        today=export.today,
        store=export.store,
        team=export.team,
        person=export.person,
    )


def _make(export, lease, is_late):
    if export.sight != sight_of(export.by):
        raise Withdrawn
    sheet, scope = SHEETS[export.sheet], scope_of(export)

    def pulse():
        if is_late():
            raise TooSlow
        lease.renew()

    export.has_phones = export.by.may_export_personal_data and scope.shows_phones
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        book = SheetWorkbook(path, sheet, scope, with_phones=export.has_phones, pulse=pulse)
        export.rows = book.write()
        lease.renew()
        # A run that was killed may have left one.
        default_storage.delete(export.file_name)
        with path.open("rb") as made:
            default_storage.save(export.file_name, File(made))
