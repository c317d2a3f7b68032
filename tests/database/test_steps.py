"""A new database is made in one step an app, and is what the single steps make (ADR 46)."""

from unittest import mock

from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

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


def test_a_database_that_has_some_of_the_steps_takes_the_others():
    """Whichever step it stopped at: what that one needs has been taken, and nothing is asked for before."""
    steps = StepByStep(None)
    every = {key for key in steps.graph.nodes if key[0] in OURS}
    for key in sorted(every):
        taken = dict.fromkeys(steps.graph.forwards_plan(key))
        with mock.patch.object(
            MigrationRecorder, "applied_migrations", lambda self, had=taken: had
        ):
            loader = MigrationLoader(connection)
            loader.check_consistent_history(connection)
        one_by_one = {target for each in loader.replacements.values() for target in each.replaces}
        left = set(loader.graph.nodes) - set(loader.applied_migrations)
        assert every - taken.keys() <= left | one_by_one, key
