"""Which migrations a database has, and whether they are all that the program knows."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

NOT_MIGRATED = "The database is not up to date; run `manage.py migrate` first."


def applied_migrations():
    """The names of the migrations applied, sorted; none on a database without tables."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def is_migrated():
    """Whether every migration of the program has been applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
