"""A spreadsheet as a header and a stream of rows, whatever it was saved as."""

import codecs
import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from django.utils.translation import gettext as _

from .problems import FileProblem
from .workbook import as_csv

# What a rejects file has beside the input's own columns; ignored when it is imported again.
REPORT_COLUMNS = ("row", "column", "reason")
ENCODINGS = ("utf-8-sig", "gb18030")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Row:
    """A row of the file: ``number`` counts from the header, which is row 1; cells are text."""

    number: int
    cells: list[str]
    values: dict[str, str]
    surplus: bool = False


class Table:
    """An opened file, checked from end to end: decodable, with a header, ``total`` filled rows."""

    def __init__(self, stream: IO[str], *, from_spreadsheet: bool) -> None:
        self._stream = stream
        self.from_spreadsheet = from_spreadsheet
        self.total = 0
        self.header = self._check()
        self.names = dict(zip(self.header, self.header, strict=True))
        self.columns = [name for name in self.header if name and name not in REPORT_COLUMNS]

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: Any) -> None:
        self.close()

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """``(number, cells)`` of every record that is not blank, the header included."""
        self._stream.seek(0)
        for number, cells in enumerate(csv.reader(self._stream), 1):
            if any(cell.strip() for cell in cells):
                yield number, cells

    def _check(self) -> list[str]:
        last, header = 0, None
        try:
            for number, cells in self._records():
                last = number
                if header is None:
                    header = _header(cells)
                else:
                    self.total += 1
        except csv.Error as error:
            message = _("After row %(row)d the file cannot be read: is a quotation mark left open?")
            raise FileProblem(message % {"row": last}) from error
        if header is None:
            raise FileProblem(_("The file is empty."))
        return header

    def rows(self) -> Iterator[Row]:
        """The filled rows below the header, one at a time."""
        records = self._records()
        next(records)
        width = len(self.header)
        for number, cells in records:
            surplus = any(cell.strip() for cell in cells[width:])
            cells = cells[:width] + [""] * (width - len(cells))
            yield Row(number, cells, dict(zip(self.names.values(), cells, strict=True)), surplus)

    def own_cells(self, row: Row) -> list[str]:
        """The row's cells under ``columns``."""
        return [row.values[self.names[name]] for name in self.columns]

    @property
    def headings(self) -> dict[str, str]:
        """``{column: what the file calls it}``."""
        return {column: heading for heading, column in self.names.items()}

    def require(
        self,
        known: Collection[str],
        required: Collection[str],
        headers: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Find the columns; raise ``FileProblem`` naming every unknown and every missing one.

        ``headers``: ``{column: what else it may be called}``.
        """
        called = {other: column for column, others in (headers or {}).items() for other in others}
        # A heading that is a column's own name is that column.
        self.names = {
            name: name if name in known else called.get(name, name) for name in self.header
        }
        columns = [self.names[name] for name in self.columns]
        sentences = []
        unknown = [name for name in self.columns if self.names[name] not in known]
        missing = [name for name in required if name not in columns]
        _require_once([(name, self.names[name]) for name in self.header])
        if unknown:
            sentences.append(_("Unknown columns: %(names)s.") % {"names": ", ".join(unknown)})
        if missing:
            sentences.append(_("Missing columns: %(names)s.") % {"names": ", ".join(missing)})
        if sentences:
            raise FileProblem(" ".join(sentences))


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if "" in names:
        raise FileProblem(_("Column %(number)d has no name.") % {"number": names.index("") + 1})
    _require_once([(name, name) for name in names])
    return names


def _require_once(called: Sequence[tuple[str, str]]) -> None:
    """``called``: each heading with the column that it means."""
    columns = [column for _heading, column in called]
    twice = sorted({heading for heading, column in called if columns.count(column) > 1})
    if twice:
        raise FileProblem(_("Columns named twice: %(names)s.") % {"names": ", ".join(twice)})


def open_table(path: Path | str) -> Table:
    """The ``Table`` in a CSV (UTF-8 or GB18030) or XLSX file; raises ``FileProblem``."""
    try:
        with open(path, "rb") as file:
            start = file.read(4)
    except OSError as error:
        message = _("The file %(path)s cannot be opened: %(reason)s.")
        raise FileProblem(message % {"path": path, "reason": error.strerror}) from error
    if start == ZIP:
        return Table(as_csv(path), from_spreadsheet=True)
    if start == OLE:
        raise FileProblem(_("This is an old or a protected Excel file; save it as plain XLSX."))
    for encoding in ENCODINGS:
        stream = open(path, encoding=encoding, newline="")  # noqa: SIM115 - the table closes it
        try:
            plain = encoding == "utf-8-sig" and not start.startswith(codecs.BOM_UTF8)
            return Table(stream, from_spreadsheet=not plain)
        except UnicodeDecodeError:
            stream.close()
        except FileProblem:
            stream.close()
            raise
    raise FileProblem(_("The file is neither UTF-8 nor GB18030 text, nor an XLSX workbook."))
