"""A spreadsheet as a header and a stream of rows, whatever it was saved as."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Self

from django.utils.translation import gettext as _

from ..words import folded, visible, words_of
from .card_file import CardFile, is_of_cards
from .cells import Flaw
from .patience import Patience
from .problems import FileProblem
from .text_file import TextFile
from .workbook import Sheet

# What a rejects file has beside the input's own columns; ignored when it is imported again.
REPORT_COLUMNS = ("row", "column", "reason")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Above the headings may stand a title and what the sheet is about.
HEADINGS_WITHIN = 10


@dataclass(frozen=True)
class Row:
    """A row of the file: ``number`` as spreadsheets count them; cells are text.

    ``flaws``: what is wrong with a cell itself, by column.
    """

    number: int
    cells: list[str]
    values: dict[str, str]
    surplus: bool = False
    flaws: dict[str, Flaw] = field(default_factory=dict)


class Table:
    """An opened file, readable from end to end; ``total``: its filled rows below the header.

    ``require`` finds the header; until then the first filled row is taken for it.
    """

    def __init__(self, source: Sheet | TextFile | CardFile) -> None:
        self._source = source
        self.from_spreadsheet = source.from_spreadsheet
        self.notices = list(source.notices)
        self._filled = sum(1 for _record in source.records())
        if not self._filled:
            raise FileProblem(_("The file is empty."))
        self._above = 0
        self._take_header([visible(cell) for cell in next(source.records())[1]])

    def close(self) -> None:
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def total(self) -> int:
        return self._filled - self._above - 1

    def _take_header(self, names: list[str]) -> None:
        while names and not names[-1]:
            names.pop()
        self.header = names
        self.names = dict(zip(names, names, strict=True)) if "" not in names else {}
        self.columns = [name for name in names if name and name not in REPORT_COLUMNS]

    def rows(self) -> Iterator[Row]:
        """The filled rows below the header, one at a time."""
        width = len(self.header)
        columns = [self.names[name] for name in self.header]
        for number, cells, flaws in islice(self._source.records(), self._above + 1, None):
            surplus = any(visible(cell) for cell in cells[width:])
            cells = cells[:width] + [""] * (width - len(cells))
            found = {columns[at]: flaw for at, flaw in flaws.items() if at < width}
            yield Row(number, cells, dict(zip(columns, cells, strict=True)), surplus, found)

    def own_cells(self, row: Row, *, without: Collection[str] = ()) -> list[str]:
        """The row's cells under ``columns``, those of the columns ``without`` blank."""
        names = [self.names[name] for name in self.columns]
        return ["" if name in without else row.values[name] for name in names]

    @property
    def headings(self) -> dict[str, str]:
        """``{column: what the file calls it}``."""
        return {column: heading for heading, column in self.names.items()}

    def require(
        self,
        known: Collection[str],
        required: Collection[str],
        headers: Mapping[str, Collection[str]] | None = None,
        either: Collection[str] = (),
    ) -> None:
        """Find the header and its columns; raise ``FileProblem`` naming each unknown and missing one.

        ``headers``: ``{column: what else it may be called}``; ``either``: of these one is enough.
        """
        called = {folded(name): name for name in known}
        for column, others in (headers or {}).items():
            # A heading that is a column's own name is that column.
            called = {folded(other): column for other in others} | called
        self._find_header(called)
        if "" in self.header:
            number = self.header.index("") + 1
            raise FileProblem(_("Column %(number)d has no name.") % {"number": number})
        _require_once([(name, called.get(folded(name), name)) for name in self.header])
        self.names = {name: called.get(folded(name), name) for name in self.header}
        columns = [self.names[name] for name in self.columns]
        sentences = []
        unknown = [name for name in self.columns if self.names[name] not in known]
        missing = [name for name in required if name not in columns]
        if either and not set(either) & set(columns):
            missing.append(" / ".join(either))
        if unknown:
            sentences.append(_("Unknown columns: %(names)s.") % {"names": ", ".join(unknown)})
        if missing:
            sentences.append(_("Missing columns: %(names)s.") % {"names": ", ".join(missing)})
        if sentences:
            raise FileProblem(" ".join(sentences))

    def _find_header(self, called: Mapping[str, str]) -> None:
        """The row with most headings among the first; the first row where others have hardly any."""
        first = list(islice(self._source.records(), HEADINGS_WITHIN))
        scores = [len({folded(cell) for cell in cells} & called.keys()) for _n, cells, _f in first]
        best = scores.index(max(scores))
        self._above = best if scores[best] > 1 else 0
        self._take_header([words_of(cell) for cell in first[self._above][1]])


def _require_once(called: Sequence[tuple[str, str]]) -> None:
    """``called``: each heading with the column that it means."""
    columns = [column for _heading, column in called]
    twice = sorted({heading for heading, column in called if columns.count(column) > 1})
    if twice:
        raise FileProblem(_("Columns named twice: %(names)s.") % {"names": ", ".join(twice)})


def open_table(
    path: Path | str, patience: Patience | None = None, given: Mapping[str, str] | None = None
) -> Table:
    """The ``Table`` in a CSV (UTF-8 or GB18030), XLSX or vCard file, told apart by what is in it, not by name.

    ``patience``: how long it brings no row, for whoever watches; ``given``: what business cards lack, by
    column; to a spreadsheet it means nothing. Raises ``FileProblem``.
    """
    patience = patience or Patience()
    try:
        with open(path, "rb") as file:
            start = file.read(4)
    except OSError as error:
        message = _("The file %(path)s cannot be opened: %(reason)s.")
        raise FileProblem(message % {"path": path, "reason": error.strerror}) from error
    if start == OLE:
        raise FileProblem(_("This is an old or a protected Excel file; save it as plain XLSX."))
    with patience.at_work():
        source = _source(path, start, patience, given or {})
    try:
        return Table(source)
    except FileProblem:
        source.close()
        raise


def _source(
    path: Path | str, start: bytes, patience: Patience, given: Mapping[str, str]
) -> Sheet | TextFile | CardFile:
    if start == ZIP:
        return Sheet(path, patience)
    if is_of_cards(path):
        return CardFile(path, patience, given)
    return TextFile(path, patience)
