"""A new database is made in one step an app, and is what the single steps make (ADR 46)."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

from tests.migrating import StepByStep

OURS = {
    *("accounts", "leads", "intake", "followups", "orders", "reception", "service", "compliance"),
    *("rewards", "reports"),
}


def test_the_tables_are_those_of_the_single_steps():
    at_once, one_by_one = MigrationLoader(None), StepByStep(None)
    for before, after in ((at_once, one_by_one), (one_by_one, at_once)):
        found = MigrationAutodetector(before.project_state(), after.project_state())
        assert found.changes(graph=before.graph) == {}


def test_every_app_begins_with_one_step():
    assert {app for app, _name in MigrationLoader(None).replacements} >= OURS
