"""Waiting for whoever does something about the same thing, where there is no row yet to lock."""

from hashlib import blake2b
from typing import Any

from django.db import connection


def lock_name(*parts: object) -> None:
    """Wait until no other transaction holds the lock of this name; held to the end of this one.

    On SQLite every transaction that writes waits for the one before from its start.
    """
    if connection.vendor != "postgresql":
        return
    digest = blake2b("\0".join(map(str, parts)).encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest, signed=True)])


def free_rows(rows: Any) -> Any:
    """The rows of a queryset, locked; those that somebody works on at this moment are left for the next round."""
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(of=("self",), skip_locked=skips)
