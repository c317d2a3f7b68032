"""Stored search keys: what a row is found by, written wherever the row is, one by one and by the batch.

A model has a table of keys (a ``SearchKey`` of its own) and says once, with ``found_by``, what they are made
of. ``foundation.history`` keeps them with every save, so that no form and no import can forget it.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.lookups import BuiltinLookup

from .batches import batches
from .bulk import insert_rows
from .spelling import LONGEST_KEY

# How many rows a search looks at; whoever means another types on.
LOOKED_AT = 200


class Begins(BuiltinLookup):
    """``text__begins="zh"``: whether the column begins so, read from an index of ``key_index``."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        start = str(self.rhs)
        if connection.vendor == "postgresql":
            for special in "\\%_":
                start = start.replace(special, "\\" + special)
            return f"{column} LIKE %s", [*params, start + "%"]
        # SQLite reads LIKE from no such index.
        both = [*params, start, *params, start + chr(sys.maxunicode)]
        return f"({column} >= %s AND {column} < %s)", both


models.CharField.register_lookup(Begins)


class SearchKey(models.Model):
    """One spelling by which ``of`` is found in its store."""

    store = models.ForeignKey("accounts.Store", models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=LONGEST_KEY)
    of: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


def key_index(name: str) -> models.UniqueConstraint:
    """The index that a search reads, and nothing beside it; each key once."""
    return models.UniqueConstraint(
        fields=["store", "text", "of"],
        name=name,
        opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
    )


@dataclass(frozen=True)
class Found:
    """``keys``: the model of the keys; ``names``: the attributes that they are made of by ``spell``."""

    keys: type[SearchKey]
    names: tuple[str, ...]
    spell: Callable[..., set[str]]

    def texts(self, row: Any) -> set[str]:
        return self.spell(*(getattr(row, name) for name in self.names))


FOUND: dict[type[models.Model], Found] = {}


def found_by(
    model: type[models.Model],
    keys: type[SearchKey],
    names: Sequence[str],
    spell: Callable[..., set[str]],
) -> None:
    """Say once what rows of the model are found by; beside the model."""
    FOUND[model] = Found(keys, tuple(names), spell)


def keep_keys(
    model: type[Any], rows: Sequence[Any], *, names: Iterable[str] | None = None, new: bool = False
) -> None:
    """Write the keys of these saved rows, and delete those that they are no longer found by.

    Called in the transaction of their writing. ``names``: the attributes that were written, else any;
    ``new``: they have no keys yet.
    """
    found = FOUND.get(model)
    if found is None or not rows or (names is not None and not set(names) & set(found.names)):
        return
    wanted = {(row.store_id, row.pk, text) for row in rows for text in found.texts(row)}
    present: dict[tuple[int, int, str], int] = {}
    if not new:
        keys: Any = found.keys._default_manager
        kept = keys.filter(of__in=[row.pk for row in rows])
        listed = kept.values_list("pk", "store_id", "of_id", "text")
        present = {(store, of, text): pk for pk, store, of, text in listed}
    if gone := [pk for key, pk in present.items() if key not in wanted]:
        found.keys._default_manager.filter(pk__in=gone).delete()
    if missing := sorted(wanted - present.keys()):
        insert_rows(found.keys, ["store_id", "of_id", "text"], missing)


def begins(keys: type[SearchKey], stores: Iterable[int], text: str) -> models.QuerySet[Any]:
    """The keys of these stores that begin with the text, as ``spelled``."""
    return keys._default_manager.filter(store__in=list(stores), text__begins=text)


def find(
    seen: models.QuerySet[Any], stores: Sequence[int], text: str, *, sees_all: bool
) -> dict[Any, int]:
    """``{key of a row: rank}`` of some rows among ``seen``: 0 found exactly, 1 by a beginning.

    ``text`` is ``spelled``. ``sees_all``: ``seen`` holds every row of the stores, so that the first keys do.
    """
    keys = FOUND[seen.model].keys
    ways = [
        keys._default_manager.filter(store__in=stores, text=text),
        begins(keys, stores, text),
    ]
    found: dict[Any, int] = {}
    for rank, way in enumerate(ways):
        rows = way.values("of")
        rows = seen.filter(pk__in=rows[:LOOKED_AT] if sees_all else rows)
        for pk in rows.values_list("pk", flat=True)[:LOOKED_AT]:
            found.setdefault(pk, rank)
    return found


def fill_keys(
    rows: models.QuerySet[Any],
    keys: type[models.Model],
    names: Sequence[str],
    spell: Callable[..., set[str]],
) -> None:
    """The keys of rows that have none yet, for a migration: it hands in the models of its own time."""
    listed = rows.order_by("pk").values_list("store_id", "pk", *names)
    for batch in batches(listed.iterator(chunk_size=2000), 2000):
        insert_rows(
            keys,
            ["store_id", "of_id", "text"],
            [(store, pk, text) for store, pk, *values in batch for text in sorted(spell(*values))],
        )
