"""Entries prove each other: each carries a digest over its own values and that of the entry before it.

Whoever changes one with the database's guards off, or puts a forged one in between, breaks the chain
there. Whoever writes the whole chain anew is found by a head that was kept elsewhere (R11, R8.6).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import Model

from .models import AbstractEntry


@dataclass(frozen=True)
class Head:
    """The last entry of a ledger at some moment: its number and digest."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Raises ``ValueError`` where the text is none."""
        number, _colon, digest = text.strip().partition(":")
        if len(digest) != 64:
            raise ValueError(text)
        return cls(int(number), digest)


def digest_of(entry: Model, names: Iterable[str], previous: str) -> str:
    """The digest of an entry: ``names`` are the columns that are part of it."""
    values = [[name, _plain(entry, name)] for name in names]
    text = json.dumps([previous, values], ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _plain(entry: Model, name: str) -> Any:
    """The column's value as every database keeps it, with moments in UTC."""
    field: Any = entry._meta.get_field(name)
    value = field.get_prep_value(getattr(entry, name))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def head_of(entries: type[AbstractEntry]) -> Head:
    """The ledger's head; number 0 where nothing has been entered."""
    last = entries.objects.order_by("-number").values_list("number", "digest").first()
    return Head(*last) if last else Head(0, "")


def broken_links(entries: type[AbstractEntry]) -> Iterator[str]:
    """A sentence for the first entry that is not what its digest says, or is missing."""
    previous, expected = "", 1
    for entry in entries.objects.order_by("number").iterator(2000):
        if entry.number != expected:
            yield f"entry number {expected} is missing"
            return
        if entry.digest != digest_of(entry, entry.chained, previous):
            yield f"entry {entry.pk} (number {entry.number}) is not as it was entered"
            return
        previous, expected = entry.digest, expected + 1


def lost_heads(entries: type[AbstractEntry], heads: Iterable[Head]) -> Iterator[str]:
    """A sentence for the first head that was kept and that the ledger does not have any more."""
    for head in sorted(heads, key=lambda head: head.number):
        found = entries.objects.filter(number=head.number).values_list("digest", flat=True).first()
        if head.number and found != head.digest:
            yield f"number {head.number} was another entry when its head was kept: {head}"
            return


def missing_guards(entries: type[AbstractEntry]) -> Iterator[str]:
    """A sentence for each trigger of the ledger's table that is gone or switched off."""
    table = entries._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
            )
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE relname = %s AND tgenabled IN ('O', 'A')",
                [table],
            )
        present = {name for (name,) in cursor.fetchall()}
    for name in sorted(set(entries.guards[connection.vendor]) - present):
        yield f"the guard {name} is gone or switched off: entries could be changed"
