"""The first sheet of an XLSX workbook as a temporary CSV file.

Read once, from end to end, before anything is written to the database: what is broken anywhere in
the workbook is known at once, and the import itself then streams plain text.
"""

import csv
import tempfile
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .problems import FileProblem

# A sheet of 500,000 activities unpacks to some 400 MB; what is far beyond that is no spreadsheet.
LARGEST_UNPACKED = 4 * 1024**3


def cell_text(value: object) -> str:
    """A cell as it would stand in a CSV file: ISO dates, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_csv(path: Path | str) -> IO[str]:
    """A temporary text file, at its start, with the rows of the workbook's first sheet.

    Formulas count with their last computed value. Raises ``FileProblem`` if any of it is broken.
    """
    spool = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
    try:
        _check_size(path)
        workbook = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()
            writer = csv.writer(spool)
            for row in sheet.iter_rows(values_only=True):
                writer.writerow([cell_text(value) for value in row])
        finally:
            workbook.close()
    except FileProblem:
        spool.close()
        raise
    except Exception as error:  # openpyxl meets broken parts with whatever they make it stumble on
        spool.close()
        raise FileProblem(_("The file is not a readable XLSX workbook.")) from error
    spool.seek(0)
    return spool


def _check_size(path: Path | str) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
            raise FileProblem(_("The workbook is too large; save it as several files."))
