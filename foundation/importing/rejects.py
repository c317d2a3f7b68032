"""The rejects file: the wrong rows in their own columns, with row, column and reason."""

import csv
import os
import tempfile
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .problems import FileProblem, RowErrors
from .tables import REPORT_COLUMNS, Row, Table


class RejectsFile:
    """Collects wrong rows beside ``path`` and takes that name when the run is over.

    Always UTF-8: with a mark at its start (BOM) where the input came from a spreadsheet program,
    which else would show Chinese as gibberish. The input itself may be a former rejects file, even
    this one. Where no row was wrong, a file left by a former run is removed.
    """

    def __init__(self, path: Path | str, table: Table, *, source: Path | str) -> None:
        self.path, self._table = Path(path), table
        self._is_source = self.path.exists() and self.path.samefile(source)
        self._file: IO[str] | None = None
        if not os.access(self.path.absolute().parent, os.W_OK) or self.path.is_dir():
            message = _("The rejects file %(path)s cannot be written.")
            raise FileProblem(message % {"path": self.path})

    def add(self, row: Row, errors: RowErrors) -> None:
        file = self._file or self._open()
        csv.writer(file).writerow(
            [*self._table.own_cells(row), row.number, errors.columns, errors.reasons]
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
        os.chmod(self._file.name, 0o640)
        os.replace(self._file.name, self.path)
        return self.path

    def discard(self) -> None:
        """Leave nothing behind of a run that broke off."""
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
