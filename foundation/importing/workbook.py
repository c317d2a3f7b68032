"""The first visible sheet of an XLSX workbook as records of text, with what its reader should know.

Read once, from end to end, before anything is written to the database: what is broken anywhere in
the workbook is known at once, and the import itself then streams from a temporary file.
"""

import json
import os
import re
import tempfile
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .cells import Flaw
from .limits import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHARED_TEXTS,
    too_large,
    too_long,
    too_wide,
)
from .numbers import Calendar, FormatKinds, number_text, shown_number
from .patience import Patience
from .problems import FileProblem
from .text_file import Record
from .xml_parts import FAILURES, Attributes, Package, not_readable

TRUE = ("1", "true")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedTexts:
    """The texts that cells refer to by number, kept on disk."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sheet
        self._ends = array("Q", [0])
        self.get = lru_cache(maxsize=1000)(self._get)

    def close(self) -> None:
        self._file.close()

    def read(self, package: Package, part: str) -> None:
        """Take the texts of ``part``."""
        pieces: list[str] = []
        inside = phonetic = 0

        def start(tag: str, _attributes: Attributes) -> None:
            nonlocal inside, phonetic
            inside += tag == "t"
            phonetic += tag == "rPh"

        def end(tag: str) -> None:
            nonlocal inside, phonetic
            inside -= tag == "t"
            phonetic -= tag == "rPh"
            if tag == "si":
                self._add("".join(pieces))
                pieces.clear()

        def text(piece: str) -> None:
            if inside and not phonetic:
                pieces.append(piece)
                if len(pieces) > 1 and sum(map(len, pieces)) > LONGEST_CELL:
                    raise too_large()

        package.parse(part, start, end, text)
        self._file.flush()

    def _add(self, text: str) -> None:
        if len(self._ends) > MOST_SHARED_TEXTS or len(text) > LONGEST_CELL:
            raise too_large()
        self._ends.append(self._ends[-1] + self._file.write(unescaped(text).encode()))

    def _get(self, number: int) -> str:
        if number < 0:
            raise not_readable()
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()


class Sheet:
    """The records of a sheet; ``notices``: what a person should be told of it, a sentence each."""

    from_spreadsheet = True

    def __init__(self, path: Path | str, patience: Patience) -> None:
        self._patience = patience
        self._spool = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.notices: list[str] = []
        try:
            with Package(path, patience) as package:
                self._read(package)
        except FileProblem:
            self.close()
            raise
        except FAILURES as error:
            self.close()
            raise not_readable() from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._spool.close()

    def records(self) -> Iterator[Record]:
        """``(number, cells, flaws)`` of every row that is not blank; ``flaws``: ``{index: Flaw}``."""
        self._spool.seek(0)
        return self._patience.watch(self._records())

    def _records(self) -> Iterator[Record]:
        for line in self._spool:
            number, cells, flaws = json.loads(line)
            yield number, cells, {int(at): Flaw(flaw) for at, flaw in flaws.items()}

    def _read(self, package: Package) -> None:
        (book,) = [part for kind, part in package.related("").values() if kind == "officeDocument"]
        sheets, calendar = _contents(package, book)
        related = package.related(book)
        visible = [
            (name, related[key][1])
            for name, key, is_visible in sheets
            if is_visible and related.get(key, ("",))[0] == "worksheet"
        ]
        if not visible:
            raise FileProblem(_("The workbook has no visible sheet."))
        parts = {kind: part for kind, part in related.values()}
        kinds = FormatKinds(package, parts.get("styles"))
        texts = SharedTexts()
        try:
            if "sharedStrings" in parts:
                texts.read(package, parts["sharedStrings"])
            rows = RowReader(texts, kinds, calendar, self._spool, self._patience)
            package.parse(visible[0][1], rows.start, rows.end, rows.text)
        finally:
            texts.close()
        if len(visible) > 1:
            message = _("Only the first visible sheet is read: “%(name)s”.")
            self.notices.append(message % {"name": visible[0][0]})
        self.notices += rows.notices()


def _contents(package: Package, book: str) -> tuple[list[tuple[str, str, bool]], Calendar]:
    """``[(name, id, is visible)]`` of the sheets, and the calendar of their dates."""
    sheets: list[tuple[str, str, bool]] = []
    calendar = Calendar.EXCEL

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal calendar
        if tag == "fileVersion" and attributes.get("appName") == "Calc":
            calendar = Calendar.CALC
        elif tag == "workbookPr" and attributes.get("date1904") in TRUE:
            calendar = Calendar.FROM_1904
        elif tag == "sheet":
            (key,) = [value for name, value in attributes.items() if name.endswith(" id")]
            is_visible = attributes.get("state", "visible") == "visible"
            sheets.append((attributes["name"], key, is_visible))

    package.parse(book, start)
    return sheets, calendar


class RowReader:
    """Handlers of a sheet's elements that write its rows to ``spool``."""

    def __init__(
        self,
        texts: SharedTexts,
        kinds: FormatKinds,
        calendar: Calendar,
        spool: IO[str],
        patience: Patience,
    ) -> None:
        self._texts, self._kinds, self._calendar = texts, kinds, calendar
        self._spool, self._patience = spool, patience
        self._columns: dict[str, int] = {}
        self._row = self._column = self._written = self._size = 0
        self._cells: list[str] = []
        self._flaws: dict[int, Flaw] = {}
        self._hidden = self._first_hidden = 0
        self._uncomputed, self._first_uncomputed = 0, ""
        self._is_hidden = self._has_formula = False
        self._type, self._style = "n", "0"
        self._name: str | None = None
        self._pieces: list[str] = []
        self._length, self._collects, self._phonetic = 0, False, False
        self._in_rows = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheetData":
            self._in_rows = True
        elif not self._in_rows:
            return
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "v":
            self._collects = True
        elif tag == "t":
            self._collects = not self._phonetic
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        if not self._in_rows:
            return
        if tag == "c":
            self._end_cell()
        elif tag in ("v", "t"):
            self._collects = False
        elif tag == "row":
            self._end_row()
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "sheetData":
            self._in_rows = False

    def text(self, piece: str) -> None:
        if self._collects:
            self._pieces.append(piece)
            self._length += len(piece)
            if self._length > LONGEST_CELL:
                raise too_long(self._row)

    def _start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self._row + 1))
        if not self._row < number <= MOST_ROWS:
            raise not_readable()
        self._row, self._column = number, 0
        self._is_hidden = attributes.get("hidden") in TRUE
        self._cells, self._flaws, self._size = [], {}, 0

    def _end_row(self) -> None:
        if not any(self._cells):
            return
        if self._is_hidden:
            self._hidden += 1
            self._first_hidden = self._first_hidden or self._row
        if self._size > LONGEST_ROW:
            raise too_long(self._row)
        self._written += self._size
        if self._written > MOST_CHARACTERS:
            raise too_large()
        record = [self._row, self._cells, self._flaws]
        self._spool.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._patience.go_on()

    def _start_cell(self, attributes: Attributes) -> None:
        self._name = attributes.get("r")
        self._column = self._index(self._name) if self._name else self._column + 1
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._has_formula = False
        self._pieces, self._length = [], 0

    def _index(self, name: str) -> int:
        letters = name.rstrip("0123456789")
        index = self._columns.get(letters)
        if index is None:
            if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
                raise not_readable()
            index = 0
            for letter in letters.upper():
                index = index * 26 + ord(letter) - 64
            self._columns[letters] = index
        return index

    def _end_cell(self) -> None:
        raw = "".join(self._pieces)
        if not raw:
            if self._has_formula and self._type != "str":
                self._uncomputed += 1
                self._first_uncomputed = self._first_uncomputed or self._name or ""
                self._put("", Flaw.UNCOMPUTED)
            return
        if self._type == "s":
            self._put(self._texts.get(int(raw)))
        elif self._type in ("str", "inlineStr"):
            self._put(unescaped(raw))
        elif self._type == "b":
            self._put("yes" if raw.strip() in TRUE else "no")
        elif self._type == "e":
            self._put(raw, Flaw.ERROR)
        elif self._type == "d":
            self._put(raw.replace("T00:00:00", ""))
        else:
            self._put_number(raw.strip())

    def _put_number(self, raw: str) -> None:
        kind = self._kinds.of(self._style)
        if number_text(raw) is None:
            self._put(shown_number(raw), Flaw.LOST_DIGITS)
        else:
            self._put(kind(raw, self._calendar))

    def _put(self, text: str, flaw: Flaw | None = None) -> None:
        if self._column > MOST_COLUMNS:
            raise too_wide()
        self._cells += [""] * (self._column - len(self._cells))
        self._cells[self._column - 1] = text
        self._size += len(text)
        if flaw:
            self._flaws[self._column - 1] = flaw

    def notices(self) -> Iterator[str]:
        """What the sheet holds that its reader may not see."""
        if number := self._hidden:
            yield ngettext(
                "%(count)d row is hidden and read all the same; it is row %(first)d.",
                "%(count)d rows are hidden and read all the same; the first is row %(first)d.",
                number,
            ) % {"count": number, "first": self._first_hidden}
        if number := self._uncomputed:
            yield ngettext(
                "%(count)d formula has no computed value and counts as blank: %(first)s. "
                "Open and save the file in a spreadsheet program.",
                "%(count)d formulas have no computed value and count as blank; the first is %(first)s. "
                "Open and save the file in a spreadsheet program.",
                number,
            ) % {"count": number, "first": self._first_uncomputed}


def unescaped(text: str) -> str:
    """The text with ``_x000D_`` and its like as the characters that they stand for."""
    if "_x" in text:
        text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        # Characters beyond the first plane are escaped in two halves.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
