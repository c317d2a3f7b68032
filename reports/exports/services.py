"""Exports of sheets: asked for, made by one worker at a time in constant memory, fetched and, after
some days, removed (R1.3).
"""

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from accounts.access.queries import access_mark_of
from accounts.people.models import User
from foundation.patience import at_most, require_time, took_too_long
from leads.customers.rules import mask_phone

from ..sheets.queries.catalogue import SHEETS
from ..sheets.queries.scope import Scope
from ..sheets.queries.sheet import MONEY, SHARE, Column, Customer, Figure, Phone, Sheet
from .models import Export, ExportState

# How long a file is kept.
KEPT = timedelta(days=7)

log = logging.getLogger(__name__)


class TooSlow(Exception):
    """The file was not finished in the time it was given."""


class Withdrawn(Exception):
    """Its maker may no longer see what they asked for."""


def title_of(export: Export) -> str:
    """What was exported; of a sheet that is gone, its code."""
    sheet = SHEETS.get(export.sheet)
    return str(sheet.title) if sheet else export.sheet


# Copies of data leave the house: more than this in a span is no day's work.
MOST = {timedelta(hours=1): 30, timedelta(days=1): 100}


def ask_export(*, by: User, now: datetime, sheet: Sheet, scope: Scope, language: str) -> Export:
    """Write down who wants which sheet; the file is made later. Returns the ``Export``.

    Raises ``ValidationError`` where the person has asked for too many.
    """
    for span, most in MOST.items():
        if Export.objects.filter(by=by, created_at__gt=now - span).count() >= most:
            raise ValidationError(
                _("You have made very many exports. Wait a while before the next one."),
                code="too many",
            )
    return Export.objects.create(
        by=by,
        sheet=sheet.code,
        sight=access_mark_of(by),
        language=language,
        today=scope.today,
        start=scope.start,
        end=scope.end,
        store=scope.store,
        team=scope.team,
        person=scope.person,
        way=scope.by,
        created_at=now,
    )


def make_export(
    export: Export, *, clock: Callable[[], datetime], within: float | None = None
) -> None:
    """Make the file; one that is made, or that another worker is at, is left alone.

    ``clock()``: the moment, asked again while rows are written, so that a long export stays taken.
    ``within``: in how many seconds it is to be made, else ``TooSlow`` is raised, and the export waits to be
    taken again. A worker has as long as each statement may take.
    """
    lease = Lease(export, clock)
    if not lease.take():
        return
    export.refresh_from_db()
    try:
        with override(export.language):
            _make_within(within, export, lease)
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


def announce(export: Export) -> None:
    """Whoever waits for it is told when it is ready."""
    Export.objects.filter(pk=export.pk).update(is_announced=True)


def note_fetched(export: Export, *, now: datetime) -> None:
    """The first fetching is kept; what is fetched need not be announced any more."""
    Export.objects.filter(pk=export.pk, fetched_at=None).update(fetched_at=now)


def forget_old_files(*, now: datetime) -> None:
    """Remove the files of exports older than ``KEPT``; their rows stay as the log."""
    for export in Export.objects.filter(created_at__lte=now - KEPT, state=ExportState.DONE):
        default_storage.delete(export.file_name)
        Export.objects.filter(pk=export.pk).update(state=ExportState.REMOVED)


def unfinished(*, now: datetime) -> QuerySet[Export, UUID]:
    """Keys of exports that nobody is at, though they were asked for a while ago."""
    left = Q(taken_at=None, created_at__lte=now - timedelta(minutes=2))
    left |= Q(taken_at__lte=now - LEASE)
    return Export.objects.filter(left, state=ExportState.WAITING).values_list("pk", flat=True)


def scope_of(export: Export) -> Scope:
    return Scope(
        viewer=export.by,
        start=export.start,
        end=export.end,
        today=export.today,
        store=export.store,
        team=export.team,
        person=export.person,
        by=export.way,
        now=export.created_at,
    )


def _make_within(seconds: float | None, export: Export, lease: "Lease") -> None:
    if seconds is None:
        with at_most(settings.EXPORT_SECONDS):
            return _make(export, lease)
    try:
        with at_most(seconds, whole=True):
            _make(export, lease)
    except OperationalError as error:
        if took_too_long(error):
            raise TooSlow from error
        raise


def _make(export: Export, lease: "Lease") -> None:
    if export.sight != access_mark_of(export.by):
        raise Withdrawn
    sheet, scope = SHEETS[export.sheet], scope_of(export)

    def pulse() -> None:
        require_time()
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


# After what silence another worker may take an export, and how often one is heard of.
LEASE = timedelta(minutes=20)
PULSE = timedelta(minutes=1)


class LeaseLost(Exception):
    """The worker was silent for so long that another one has taken the export."""


class Lease:
    """What one worker holds on one export; ``clock()`` is the moment."""

    def __init__(self, export: Export, clock: Callable[[], datetime]) -> None:
        self.pk, self.clock = export.pk, clock
        self.at: datetime | None = None

    def take(self) -> bool:
        """Whether the export was free and is this worker's now."""
        now = self.clock()
        free = Q(taken_at=None) | Q(taken_at__lte=now - LEASE)
        waiting = Export.objects.filter(free, pk=self.pk, state=ExportState.WAITING)
        self.at = now
        return bool(waiting.update(taken_at=now))

    def renew(self) -> None:
        """Be heard of; raises ``LeaseLost``."""
        now = self.clock()
        if now - self.at < PULSE:
            return
        if not self._held().update(taken_at=now):
            raise LeaseLost
        self.at = now

    def give_back(self) -> None:
        """Leave the export to whoever takes it next; its maker is told then."""
        self._held().update(taken_at=None, is_announced=True)

    def end(self, **fields: Any) -> bool:
        """Write the outcome, unless the export is another worker's; whether it was written."""
        return bool(self._held().update(finished_at=self.clock(), **fields))

    def _held(self) -> QuerySet[Export]:
        return Export.objects.filter(pk=self.pk, taken_at=self.at, state=ExportState.WAITING)


CHUNK = 500
# What a cell and the name of a worksheet can hold.
LONGEST_TEXT, LONGEST_NAME = 32_000, 31

# Of the headings, in points: two lines.
HEAD_HEIGHT = 32


class SheetWorkbook:
    """Writes ``sheet`` for ``scope`` to ``path``; ``with_phones``: numbers in full where they are open.

    ``pulse()`` is called every some rows, and may break off by an exception.
    """

    def __init__(
        self,
        path: Path,
        sheet: Sheet,
        scope: Scope,
        *,
        with_phones: bool,
        pulse: Callable[[], None] = lambda: None,
    ) -> None:
        self.sheet, self.scope = sheet, scope
        self.with_phones, self.pulse = with_phones, pulse
        self.book = xlsxwriter.Workbook(path, {"constant_memory": True})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#E3F0F3", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.kinds = {
            MONEY: self.book.add_format({"num_format": "#,##0.00"}),
            SHARE: self.book.add_format({"num_format": '0.0"%"'}),
        }
        self.names: set[str] = set()
        self.rows = 0

    def write(self) -> int:
        """Returns the number of rows."""
        with self.book:
            columns = self.sheet.columns(self.scope)
            if columns:
                self._table(str(self.sheet.title), columns, self._lines(), self._total())
            for table in self.sheet.tables(self.scope):
                self._table(str(table.title), table.columns, table.lines, table.total)
            if groups := self.sheet.figures(self.scope):
                self._figures(groups)
        return self.rows

    def _lines(self) -> Iterator[Sequence[Any]]:
        rows = self.sheet.rows(self.scope).iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            self.pulse()
            yield from self.sheet.lines(self.scope, chunk)

    def _total(self) -> Sequence[Any] | None:
        return self.sheet.total(self.scope)

    def _worksheet(self, name: str) -> Worksheet:
        name = "".join(" " if c in "[]:*?/\\'" else c for c in name).strip()
        shown, number = name[:LONGEST_NAME], 1
        while shown.lower() in self.names:
            number += 1
            shown = f"{name[: LONGEST_NAME - 4]} {number}"
        self.names.add(shown.lower())
        worksheet = self.book.add_worksheet(shown)
        worksheet.set_paper(9)
        if self.sheet.is_landscape:
            worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&C&P / &N")
        return worksheet

    def _table(
        self,
        name: str,
        columns: Sequence[Column],
        lines: Iterable[Sequence[Any]],
        total: Sequence[Any] | None,
    ) -> None:
        self.pulse()
        worksheet = self._worksheet(name)
        for at, column in enumerate(columns):
            worksheet.set_column(at, at, column.width)
        scope = self.scope
        head = [name, scope.store_name, f"{scope.start} – {scope.end}"]
        head.append(scope.consultant_name or str(scope.team or ""))
        worksheet.write_string(0, 0, "  ".join(filter(None, head)), self.title)
        last_head = self._head(worksheet, columns)
        worksheet.freeze_panes(last_head + 1, 1)
        worksheet.repeat_rows(1, last_head)
        number = last_head
        for number, line in enumerate(lines, last_head + 1):
            self._line(worksheet, number, columns, line)
            self.rows += 1
        if number > last_head:
            worksheet.autofilter(last_head, 0, number, len(columns) - 1)
        if total:
            self._line(worksheet, number + 1, columns, total)

    def _head(self, worksheet: Worksheet, columns: Sequence[Column]) -> int:
        """The headings, what stands above them in a row of its own; returns the last row of them."""
        row = 1
        if any(column.above for column in columns):
            for at, column in enumerate(columns):
                worksheet.write_string(row, at, str(column.above), self.head)
            row += 1
        worksheet.set_row(row, HEAD_HEIGHT)
        for at, column in enumerate(columns):
            worksheet.write_string(row, at, str(column.label), self.head)
        return row

    def _figures(self, groups: Iterable[Any]) -> None:
        worksheet = self._worksheet(_("Figures"))
        worksheet.set_column(0, 1, 24)
        row = 0
        for group in groups:
            for figure in group.figures:
                worksheet.write_string(row, 0, str(group.title))
                worksheet.write_string(row, 1, str(figure.label))
                self._cell(worksheet, row, 2, figure.value, None)
                row += 1

    def _line(
        self, worksheet: Worksheet, row: int, columns: Sequence[Column], line: Sequence[Any]
    ) -> None:
        for at, (value, column) in enumerate(zip(line, columns, strict=True)):
            self._cell(worksheet, row, at, value, self.kinds.get(column.kind))

    def _cell(
        self, worksheet: Worksheet, row: int, at: int, value: Any, number_format: Format | None
    ) -> None:
        if isinstance(value, Figure):
            value = value.value
        if isinstance(value, Phone):
            is_open = value.is_open and self.with_phones
            value = value.number if is_open else mask_phone(value.number)
        if isinstance(value, Customer):
            value = value.name
        if value is None or value == "":
            return
        if isinstance(value, date):
            worksheet.write_datetime(row, at, value, self.day)
        elif isinstance(value, (int, float, Decimal)):
            worksheet.write_number(row, at, value, number_format)
        else:
            # Written as text whatever it begins with: no cell of a customer's is ever a formula.
            worksheet.write_string(row, at, str(value)[:LONGEST_TEXT])
