"""What the import of each kind of file has in common."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from ..words import visible
from .problems import RowErrors


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Context:
    """By whom (``None``: at the console), when, and into which stores (``None``: all)."""

    now: datetime
    by: AbstractBaseUser | None = None
    stores: frozenset | None = None


class Importer:
    """Base of every import.

    ``columns``: the reader of each column; ``headers``: what else each may be called, the first of them
    on the Chinese form; ``required``: those that a file must have, and every row
    must fill but for ``may_be_blank``; ``secret``: those that no file of wrong rows repeats. A run
    calls ``read`` for each row and ``save`` for each batch of them in a transaction, then ``finish``.
    """

    columns: dict
    headers: dict
    required: tuple
    may_be_blank = ()
    secret = ()
    batch_size = 2000

    def __init__(self, context):
        self.context = context

    def prepare(self, rows):
        """Called before the transaction with all that is read of a batch."""

    def lock(self):
        """Wait, in the transaction of a batch, for whatever else writes the same records."""
        raise NotImplementedError

    def save(self, entries):
        """Write a batch of ``(row, values)``; returns per entry an ``Outcome`` or ``RowErrors``."""
        raise NotImplementedError

    def finish(self):
        """Called once after the last batch has been written."""

    def read(self, row):
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
                values[column] = reader(cell)
            except ValueError as error:
                errors.append((column, str(error)))
        if errors:
            raise RowErrors(*errors)
        return values
