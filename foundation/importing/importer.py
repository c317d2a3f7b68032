"""What the import of each kind of file has in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from ..history import Cause
from ..words import visible
from .cells import Reader
from .problems import RowErrors
from .tables import Row, Table


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Context(Cause):
    """By whom, when and why, and into which stores (``None``: all)."""

    stores: frozenset[int] | None = None


Entry = tuple[Row, dict[str, Any]]
# So many values of a column are remembered.
MOST_KNOWN = 1000


class Importer:
    """Base of every import.

    ``columns``: the reader of each column; ``headers``: what else each may be called, the first of them
    on the Chinese form; ``required``: those that a file must have, and every row
    must fill but for ``may_be_blank``; ``either``: of which it must have one at least;
    ``secret``: those that no file of wrong rows repeats. A run
    calls ``read`` for each row and ``save`` for each batch of them in a transaction, then ``finish``.
    """

    columns: dict[str, Reader]
    headers: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    may_be_blank: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    batch_size = 2000

    def __init__(self, context: Context) -> None:
        self.context = context
        self._read: dict[str, dict[str, Any]] = {}

    def require(self, table: Table) -> None:
        """Find the header of the table; raise ``FileProblem`` where its columns are not those of this file."""
        table.require(self.columns, self.required, self.headers, self.either)

    def prepare(self, rows: Sequence[Entry]) -> None:
        """Called before the transaction with all that is read of a batch."""

    def lock(self) -> None:
        """Wait, in the transaction of a batch, for whatever else writes the same records."""
        raise NotImplementedError

    def save(self, entries: Sequence[Entry]) -> list[Outcome | RowErrors]:
        """Write a batch of ``(row, values)``; returns per entry an ``Outcome`` or ``RowErrors``."""
        raise NotImplementedError

    def finish(self) -> None:
        """Called once after the last batch has been written."""

    def read(self, row: Row) -> dict[str, Any]:
        """The row's values by column, blank ones left out; raises ``RowErrors`` with all wrong cells."""
        values, errors = {}, []
        if row.surplus:
            errors.append((list(row.values)[-1], _("The row has more cells than the header.")))
        for column, cell in row.values.items():
            reader = self.columns.get(column)
            if reader is None:
                continue
            cell, flaw = visible(cell), row.flaws.get(column)
            if flaw and cell:
                errors.append((column, flaw.reason(cell)))
                continue
            if not cell:
                if column in self.required and column not in self.may_be_blank:
                    why = flaw.reason(cell) if flaw else _("This must be filled in.")
                    errors.append((column, why))
                continue
            try:
                values[column] = self._value(column, reader, cell)
            except ValueError as error:
                errors.append((column, str(error)))
        if errors:
            raise RowErrors(*errors)
        return values

    def _value(self, column: str, reader: Reader, cell: str) -> Any:
        """Most columns say few things in many rows."""
        known = self._read.setdefault(column, {})
        if cell not in known:
            if len(known) >= MOST_KNOWN:
                known.clear()
            known[cell] = reader(cell)
        return known[cell]
