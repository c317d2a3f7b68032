"""Put the test database back as the migrations left it, after tests that really commit.

Django would delete every row instead, which loses what migrations ship and which append-only
tables refuse, as they should.
"""

import sqlite3

from django.db import connection


def take():
    """Remember the database as it is now; return what puts it back."""
    return (_SQLite if connection.vendor == "sqlite" else _PostgreSQL)().restore


class _SQLite:
    """The whole file, page by page, in memory."""

    def __init__(self):
        connection.ensure_connection()
        self.pages = sqlite3.connect(":memory:")
        connection.connection.backup(self.pages)

    def restore(self):
        connection.ensure_connection()
        self.pages.backup(connection.connection)


class _PostgreSQL:
    """A copy of each table that is not empty, in a schema of its own."""

    def __init__(self):
        self.tables = connection.introspection.django_table_names(only_existing=True)
        self.filled = []
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA snapshot")
            for table in self.tables:
                cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
                if cursor.fetchone()[0]:
                    cursor.execute(f'CREATE TABLE snapshot."{table}" AS TABLE "{table}"')
                    self.filled.append(table)
            self.counted = [
                (table, sequence["column"])
                for table in self.filled
                for sequence in connection.introspection.get_sequences(cursor, table)
            ]

    def restore(self):
        # Not TRUNCATE, which writes a new file for each table and each index.
        empty = "; ".join(f'DELETE FROM "{table}"' for table in self.tables)
        with connection.cursor() as cursor:
            # No triggers and no foreign keys while this lasts: the copy is consistent.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(empty)
            for table in self.filled:
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM snapshot."{table}"')
            cursor.execute("SET session_replication_role = DEFAULT")
            # A test that goes back in the migrations lets them begin anew.
            for table, column in self.counted:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column}))"
                    f' FROM "{table}"'
                )
