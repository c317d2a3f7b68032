"""The rejects file: the wrong rows in their own columns, with row, column and reason; CSV or XLSX."""

import csv
import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from .problems import FileProblem, RowErrors
from .tables import REPORT_COLUMNS, Row, Table


class RejectsFile:
    """Collects wrong rows beside ``path`` and takes that name when the run is over.

    Always UTF-8: with a mark at its start (BOM) where the input came from a spreadsheet program,
    which else would show Chinese as gibberish. The input itself may be a former rejects file, even
    this one. Where no row was wrong, a file left by a former run is removed. A path that ends in
    ``.xlsx`` makes a workbook. Of the columns ``without`` nothing is repeated.
    """

    def __init__(
        self,
        path: Path | str,
        table: Table,
        *,
        source: Path | str,
        without: Collection[str] = (),
    ) -> None:
        self.path, self._table, self._without = Path(path), table, without
        self._is_source = self.path.exists() and self.path.samefile(source)
        self._file: IO[str] | None = None
        if not os.access(self.path.absolute().parent, os.W_OK) or self.path.is_dir():
            message = _("The rejects file %(path)s cannot be written.")
            raise FileProblem(message % {"path": self.path})

    def add(self, row: Row, errors: RowErrors) -> None:
        file = self._file or self._open()
        csv.writer(file).writerow(
            [
                *self._table.own_cells(row, without=self._without),
                row.number,
                errors.columns,
                errors.reasons,
            ]
        )

    def _open(self) -> IO[str]:
        encoding = "utf-8-sig" if self._table.from_spreadsheet else "utf-8"
        # Its name begins like that of the finished file: what a killed run leaves is found by it.
        file = self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115
            "w",
            encoding=encoding,
            newline="",
            dir=self.path.absolute().parent,
            prefix=f"{self.path.name}.",
            delete=False,
        )
        csv.writer(file).writerow([*self._table.columns, *REPORT_COLUMNS])
        return file

    def finish(self) -> Path | None:
        """Put the file in its place; returns its path, or ``None`` where no row was wrong."""
        if self._file is None:
            if not self._is_source:
                self.path.unlink(missing_ok=True)
            return None
        self._file.close()
        if self.path.suffix.casefold() == ".xlsx":
            made = f"{self._file.name}.xlsx"
            write_workbook(self._file.name, made)
            os.replace(made, self._file.name)
        os.chmod(self._file.name, 0o640)
        os.replace(self._file.name, self.path)
        return self.path

    def discard(self) -> None:
        """Leave nothing behind of a run that broke off."""
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)


# What a cell of a workbook can hold.
MOST_CHARACTERS = 32_767
COLUMN_WIDTH = 16


def write_workbook(source: Path | str, target: str | IO[bytes]) -> None:
    """The CSV file ``source`` as a workbook of text: no number loses a digit, no formula is one.

    ``target``: a path or a binary stream. A cell that no workbook can hold stays blank and is told of.
    """
    with (
        open(source, encoding="utf-8-sig", newline="") as file,
        xlsxwriter.Workbook(target, {"constant_memory": True}) as book,
    ):
        sheet = book.add_worksheet()
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True})
        sheet.freeze_panes(1, 0)
        for number, cells in enumerate(csv.reader(file)):
            if not number:
                sheet.set_column(0, len(cells) - 1, COLUMN_WIDTH, text)
            for at, cell in enumerate(_fitting(cells)):
                sheet.write_string(number, at, cell, text if number else bold)


def _fitting(record: list[str]) -> list[str]:
    *cells, reason = record
    if any(len(cell) > MOST_CHARACTERS for cell in cells):
        cells = [cell if len(cell) <= MOST_CHARACTERS else "" for cell in cells]
        reason += "; " + _("A text too long for a workbook was left out here; the CSV file has it.")
    return [*cells, reason[:MOST_CHARACTERS]]
