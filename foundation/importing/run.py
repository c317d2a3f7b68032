"""Running an import: batch by batch, each in a transaction of its own.

A run that was killed has saved whole batches; the same file run again finishes the work, as every
importer recognises what is there already.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, transaction

from ..batches import batches
from .importer import Entry, Importer, Outcome
from .problems import RowErrors
from .tables import Row, Table

# Up to so many rows a dry run is one transaction, rolled back at its end, and thus exact. A longer one
# is rolled back batch by batch, as a database that is locked for minutes stops the sales floor.
EXACT_DRY_RUN = 5_000


def run_import(
    importer: Importer,
    table: Table,
    *,
    on_error: Callable[[Row, RowErrors], None],
    on_progress: Callable[[int], None] = lambda done: None,
    dry_run: bool = False,
) -> dict[str, int]:
    """Import the rows of ``table``; returns the counts by the keys of the contract.

    ``on_error(row, errors)`` is called in the order of the rows. A dry run writes nothing.
    """
    importer.require(table)
    if dry_run and table.total <= EXACT_DRY_RUN:
        _prepare(importer, table)
        with transaction.atomic():
            counts = _run(importer, table, on_error, on_progress, keep=True, prepares=False)
            transaction.set_rollback(True)
        return counts
    counts = _run(importer, table, on_error, on_progress, keep=not dry_run)
    if not dry_run:
        importer.finish()
    return counts


def _run(
    importer: Importer,
    table: Table,
    on_error: Callable[[Row, RowErrors], None],
    on_progress: Callable[[int], None],
    *,
    keep: bool,
    prepares: bool = True,
) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for rows in batches(table.rows(), importer.batch_size):
        results: dict[int, Outcome | RowErrors] = {}
        entries = []
        for row in rows:
            try:
                entries.append((row, importer.read(row)))
            except RowErrors as errors:
                results[row.number] = errors
        if prepares:
            importer.prepare(entries)
        for (row, _), result in zip(entries, _save(importer, entries, keep), strict=True):
            results[row.number] = result
        for row in rows:
            result = results[row.number]
            counts["rejected" if isinstance(result, RowErrors) else result] += 1
            if isinstance(result, RowErrors):
                on_error(row, result.under(table.headings))
        counts["read"] += len(rows)
        on_progress(counts["read"])
    keys = ("read", Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, "rejected")
    return {str(key): counts[key] for key in keys}


def _prepare(importer: Importer, table: Table) -> None:
    """What takes long, such as hashing passwords, for all batches before the one transaction."""
    for rows in batches(table.rows(), importer.batch_size):
        entries = []
        for row in rows:
            with suppress(RowErrors):
                entries.append((row, importer.read(row)))
        importer.prepare(entries)


def _save(importer: Importer, entries: list[Entry], keep: bool) -> list[Outcome | RowErrors]:
    try:
        return _save_once(importer, entries, keep)
    except IntegrityError:
        # Someone entered the same record while this batch was compared: compare once more.
        return _save_once(importer, entries, keep)


def _save_once(importer: Importer, entries: list[Entry], keep: bool) -> list[Outcome | RowErrors]:
    with transaction.atomic():
        importer.lock()
        results = importer.save(entries)
        if not keep:
            transaction.set_rollback(True)
    return results
