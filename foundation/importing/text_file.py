"""A CSV file as records: its encoding found for the file as a whole, or the line named that spoils it."""

import codecs
import csv
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Self

from django.utils.translation import gettext as _

from .cells import Flaw
from .limits import (
    LONGEST_ROW,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROWS,
    too_long,
    too_many_rows,
    too_wide,
)
from .patience import Patience
from .problems import FileProblem

# The number of a row, its cells, and what is wrong with some of them.
Record = tuple[int, list[str], dict[int, Flaw]]

UTF8, CHINESE = "utf-8-sig", "gb18030"
# What nobody types: private characters, and the sign of a character that was lost.
LOST = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
IDEOGRAPHS = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{2}")


class TextFile:
    """The records of a text file; raises ``FileProblem`` naming the line that cannot be read."""

    notices: Collection[str] = ()

    def __init__(self, path: Path | str, patience: Patience) -> None:
        self._patience = patience
        with open(path, "rb") as file:
            has_mark = file.read(3) == codecs.BOM_UTF8
        encoding = UTF8 if has_mark else encoding_of(path)
        # What a program wrote that knows no plain UTF-8 goes back to it with a mark.
        self.from_spreadsheet = has_mark or encoding == CHINESE
        _refuse_lost(path, encoding)
        self._stream = open(path, encoding=encoding, newline="")  # noqa: SIM115 - ``close`` does

    def close(self) -> None:
        self._stream.close()

    def records(self) -> Iterator[Record]:
        """``(number, cells, {})`` of every record that is not blank."""
        self._stream.seek(0)
        return self._patience.watch(self._records(BoundedLines(self._stream)))

    def _records(self, lines: "BoundedLines") -> Iterator[Record]:
        number = 0
        try:
            for number, cells in enumerate(csv.reader(lines), 1):
                lines.start_record(number + 1)
                self._patience.check()
                if any(cell.strip() for cell in cells):
                    if number > MOST_ROWS:
                        raise too_many_rows()
                    if len(cells) > MOST_COLUMNS and any(map(str.strip, cells[MOST_COLUMNS:])):
                        raise too_wide()
                    yield number, cells[:MOST_COLUMNS], {}
        except csv.Error as error:
            message = _("After row %(row)d the file cannot be read: is a quotation mark left open?")
            raise FileProblem(message % {"row": number}) from error


class BoundedLines:
    """The lines of a stream, as many as a record may have and none longer than a row."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.start_record(1)

    def start_record(self, number: int) -> None:
        self._number, self._length = number, 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        self._length += len(line)
        if self._length > LONGEST_ROW:
            raise too_long(self._number)
        return line


def encoding_of(path: Path | str) -> str:
    """UTF-8 if the file is that from end to end, else GB18030, else a ``FileProblem``."""
    spoilt = _first_spoilt(path, UTF8)
    if spoilt is None:
        return UTF8
    for number, line in _lines(path):
        if not _decodes(line, CHINESE) and (number == spoilt or not _decodes(line, UTF8)):
            message = _(
                "The file is neither UTF-8 nor GB18030 text, nor an XLSX workbook: see line %(line)d."
            )
            raise FileProblem(message % {"line": number})
    for number, line in _lines(path):
        if _is_utf8_among_others(line):
            message = _("The file mixes UTF-8 and GB18030: lines %(first)d and %(second)d differ.")
            first, second = sorted((number, spoilt))
            raise FileProblem(message % {"first": first, "second": second})
    return CHINESE


def _lines(path: Path | str) -> Iterator[tuple[int, bytes]]:
    with open(path, "rb") as file:
        number = 0
        while line := file.readline(4 * LONGEST_ROW + 1):
            number += 1
            if len(line) > 4 * LONGEST_ROW:
                raise too_long(number)
            if number > MOST_LINES:
                raise too_many_rows()
            yield number, line


def _first_spoilt(path: Path | str, encoding: str) -> int | None:
    for number, line in _lines(path):
        if not _decodes(line, encoding):
            return number
    return None


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode("ascii" if line.isascii() else encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8_among_others(line: bytes) -> bool:
    """Whether the line of a file that is not UTF-8 is: Chinese as such, and rare signs as GB18030."""
    if line.isascii() or not _decodes(line, UTF8) or _decodes(line, "gb2312"):
        return False
    return not _decodes(line, CHINESE) or bool(IDEOGRAPHS.search(line.decode()))


def _refuse_lost(path: Path | str, encoding: str) -> None:
    for number, line in _lines(path):
        if not line.isascii() and LOST.search(line.decode(encoding)):
            message = _("Line %(line)d holds characters that were lost when the file was saved.")
            raise FileProblem(message % {"line": number})
