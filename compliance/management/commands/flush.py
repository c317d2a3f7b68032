"""`flush` empties everything, the ledger too: the one way around its append-only triggers."""

from contextlib import contextmanager

from django.core.management.commands import flush
from django.db import connections, transaction

from compliance.models import LedgerEntry


class Command(flush.Command):
    def handle(self, **options):
        connection = connections[options["database"]]
        with transaction.atomic(using=connection.alias), unguarded(connection):
            super().handle(**options)


@contextmanager
def unguarded(connection):
    """Take the triggers of the ledger's table off, and put the same ones back.

    Within a transaction: nobody else ever sees the table without them.
    """
    table = LedgerEntry._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)
