"""Importing leave and training (R4.7)."""

from datetime import date

import pytest

from followups.activities.models import Activity
from followups.calendars.models import Absence
from followups.deadlines.models import Deadline
from tests.importing.conftest import (  # noqa: F401
    ACTIVITY,
    CUSTOMER,
    DONE,
    ahead,
    floor,
    is_consistent,
    load,
    run,
    write,
)

LEAVE = {"username": "li.na", "from": "2026-10-05", "to": "2026-10-08", "kind": "leave"}


@pytest.fixture
def plan(floor, load):
    load("customers", [CUSTOMER])
    load("activities", [ACTIVITY | DONE | {"next_planned_on": "2026-10-06"}])
    return Activity.objects.get(state="planned")


def test_an_absence_is_known_before_it_begins(floor, load):
    assert load("absences", [LEAVE])["created"] == 1
    assert Absence.objects.get().recorded_on == date(2026, 10, 4)
    assert load("absences", [LEAVE])["unchanged"] == 1


@pytest.mark.parametrize(
    ("plans", "day"), [("postpone", date(2026, 10, 9)), ("pull-forward", date(2026, 10, 4))]
)
def test_plans_move_once_r4_7(plan, load, is_consistent, plans, day):
    row = LEAVE | {"plans": plans}
    assert load("absences", [row])["created"] == 1
    plan.refresh_from_db()
    assert plan.planned_on == day
    assert is_consistent()
    assert load("absences", [row])["unchanged"] == 1
    rows = [ACTIVITY | DONE | {"next_planned_on": "2026-10-06"}]
    assert load("activities", rows)["unchanged"] == 1
    assert is_consistent()


def test_a_plan_made_after_the_absence_was_known_moves_too(floor, load, is_consistent):
    load("customers", [CUSTOMER])
    load("activities", [ACTIVITY | {"planned_on": "2026-10-07", "recorded_on": "2026-10-06"}])
    load("absences", [LEAVE | {"plans": "postpone"}])
    assert Activity.objects.get().moves.get().moved_on == date(2026, 10, 6)
    assert Deadline.objects.get(kind="overdue_activity", ended_on=None).due_on == date(2026, 10, 9)
    assert is_consistent()


def test_a_request_is_not_decided_by_an_import(floor, load):
    load("absences", [LEAVE])
    Absence.objects.update(state="requested")
    assert load("absences", [LEAVE])["rejected"] == 1


def test_history_of_an_absence_reaches_ended_opportunities(plan, load, is_consistent):
    load("activities", [ACTIVITY | DONE | {"executed_on": "2026-10-10", "result": "lost"}])
    load("absences", [LEAVE])
    assert is_consistent()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"to": "2026-10-01"}, "to"),
        ({"from": "2026-10-08", "to": "2026-10-12"}, "from"),
        ({"kind": "training"}, "kind"),
        ({"plans": "postpone"}, "plans"),
        ({"username": "nobody"}, "username"),
    ],
)
def test_wrong_rows(floor, load, write, run, change, column):
    load("absences", [LEAVE])
    result = run("absences", write("wrong.csv", [LEAVE | change]))
    assert result.errors[0].startswith(f"row 2, column {column}: ")
    assert Absence.objects.count() == 1
