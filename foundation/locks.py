"""Waiting for whoever does something about the same thing, where there is no row yet to lock."""

from hashlib import blake2b

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
