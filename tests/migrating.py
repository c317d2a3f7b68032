"""The single steps of the migrations, which a new database does not take (ADR 46)."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class StepByStep(MigrationLoader):
    """Knows nothing of a migration that stands for many."""

    def load_disk(self):
        super().load_disk()
        single = {key: each for key, each in self.disk_migrations.items() if not each.replaces}
        self.disk_migrations = {
            key: each
            for key, each in self.disk_migrations.items()
            if key in single or not set(each.replaces) <= single.keys()
        }


def executor() -> MigrationExecutor:
    """Return what migrates the tests' database to any step."""
    made = MigrationExecutor(connection)
    made.loader = StepByStep(connection)
    return made
