"""Importing activities: plans and contacts, recognised in whatever order they come."""

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followups.activities.models import Activity, ActivityState
from followups.plans.services import move_activity
from leads.opportunities.models import Opportunity, OpportunityChange
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

NEXT = {"next_planned_on": "2026-10-06"}
SECOND = ACTIVITY | {"planned_on": "2026-10-06", "mode": "store_visit"}
SECOND_DONE = SECOND | {"executed_on": "2026-10-07", "result": "visited", "content": "看了车"}


@pytest.fixture
def customer(floor, load):
    load("customers", [CUSTOMER])


def activities():
    names = ("planned_on", "mode", "recorded_on", "executed_on", "ended_on", "state", "result")
    return sorted(map(str, Activity.objects.values_list(*names, "is_effective", "planned_for")))


def test_a_plan_and_a_contact(customer, load, is_consistent):
    assert load("activities", [ACTIVITY, SECOND_DONE])["created"] == 2
    plan, contact = Activity.objects.order_by("planned_on")
    assert plan.is_planned and plan.recorded_on == date(2026, 10, 3)
    assert (contact.executed_on, contact.ended_on) == (date(2026, 10, 7), date(2026, 10, 7))
    assert contact.recorded_on == date(2026, 10, 6) and contact.is_effective
    assert Opportunity.objects.get().last_contact_on == date(2026, 10, 7)
    assert Activity.history.count() == 2
    assert is_consistent()


def test_a_plan_that_is_still_to_come_was_made_today(customer, load, ahead):
    load("activities", [ACTIVITY | {"planned_on": ahead(5)}])
    assert Activity.objects.get().recorded_on == ahead(0)


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ({"executed_on": "2026-10-03"}, ["result"]),
        ({"result": "reached"}, ["executed_on"]),
        ({"with_decision_maker": "yes"}, ["with_decision_maker"]),
        (DONE | {"with_decision_maker": "perhaps"}, ["with_decision_maker"]),
        ({"content": "谈", "next_planned_on": "2026-10-09"}, ["content", "next_planned_on"]),
        (DONE | {"next_planned_on": "2026-10-02"}, ["next_planned_on"]),
        (DONE | {"executed_on": "2099-01-01"}, ["executed_on"]),
        (DONE | {"executed_on": "2026-09-01"}, ["executed_on"]),
        (DONE | {"note": "想买 H"}, ["note"]),
        ({"phone": "13900000000"}, ["phone"]),
        ({"model": "Polo"}, ["model"]),
        ({"consultant": "nobody"}, ["consultant"]),
        ({"mode": "fax", "planned_on": "soon"}, ["planned_on", "mode"]),
    ],
)
def test_wrong_rows_name_their_columns(customer, write, run, change, columns):
    result = run("activities", write("a.csv", [ACTIVITY | change]))
    assert [line.split(": ")[0] for line in result.errors] == [
        f"row 2, column {c}" for c in columns
    ]
    assert not Activity.objects.exists()


def test_the_next_plan_is_the_row_of_its_day_in_any_order(customer, load, is_consistent):
    rows = [ACTIVITY | DONE | NEXT, SECOND_DONE]
    seen = []
    for order in (rows, rows[::-1]):
        Activity.objects.all().delete()
        assert load("activities", order)["created"] == 2
        seen.append(activities())
        assert load("activities", order)["unchanged"] == 2
        assert load("activities", order[::-1])["unchanged"] == 2
    assert seen[0] == seen[1] and len(seen[0]) == 2
    assert Activity.objects.get(mode="store_visit").recorded_on == date(2026, 10, 3)
    assert is_consistent()


def test_a_later_file_carries_out_the_announced_plan(customer, load, is_consistent):
    load("activities", [ACTIVITY | DONE | NEXT])
    plan = Activity.objects.get(state=ActivityState.PLANNED)
    assert (plan.planned_on, plan.recorded_on) == (date(2026, 10, 6), date(2026, 10, 3))
    assert load("activities", [SECOND_DONE])["updated"] == 1
    plan.refresh_from_db()
    assert (plan.state, plan.mode, Activity.objects.count()) == ("executed", "store_visit", 2)
    assert [h.state for h in plan.history.all()] == ["executed", "planned"]
    assert load("activities", [ACTIVITY | DONE | NEXT])["unchanged"] == 1
    assert load("activities", [SECOND])["unchanged"] == 1
    assert is_consistent()


def test_two_contacts_of_one_day_are_two(customer, load):
    rows = [ACTIVITY | DONE, ACTIVITY | DONE | {"content": "又打了电话"}, ACTIVITY | DONE]
    counts = load("activities", rows)
    assert (counts["created"], counts["unchanged"]) == (2, 1)
    assert load("activities", rows[::-1])["unchanged"] == 3


def test_a_corrected_contact_is_updated(customer, load):
    load("activities", [ACTIVITY | DONE])
    assert load("activities", [ACTIVITY | DONE | {"result": "no_answer"}])["updated"] == 1
    assert not Activity.objects.get().is_effective


def test_a_moved_plan_is_known_by_its_first_day(customer, load, floor, now, ahead):
    row = ACTIVITY | {"planned_on": ahead(3)}
    load("activities", [row])
    plan = Activity.objects.get()
    move_activity(
        by=floor.consultant, now=now, on=ahead(0), activity=plan, to_on=ahead(4), reason="x"
    )
    assert load("activities", [row])["unchanged"] == 1
    assert Activity.objects.count() == 1


def test_lost_ends_the_opportunity_and_its_plans_in_any_order(customer, load, is_consistent):
    lost = SECOND_DONE | {"result": "lost", "lost_reason": "price"}
    rows = [ACTIVITY | DONE, ACTIVITY | {"planned_on": "2026-10-20"}, lost]
    seen = []
    for order in (rows, rows[::-1]):
        Activity.objects.all().delete()
        OpportunityChange.objects.exclude(activity_id=None).delete()
        Opportunity.objects.update(state="executing", ended_on=None)
        assert load("activities", order)["created"] == 3
        seen.append(activities())
        assert load("activities", order)["unchanged"] == 3
        opportunity = Opportunity.objects.get()
        assert (opportunity.state, opportunity.ended_on) == ("lost", date(2026, 10, 7))
        assert opportunity.lost_reason == "price"
    assert seen[0] == seen[1]
    assert is_consistent()


def test_what_an_activity_changed_stays(customer, load):
    row = ACTIVITY | DONE | {"note": "a 便宜点"}
    load("activities", [row])
    assert Opportunity.objects.get().note == "A 便宜点"
    assert load("activities", [row | {"note": "B"}])["rejected"] == 1
    assert load("activities", [row | {"note": ""}])["unchanged"] == 1


def test_any_order_gives_the_same_records(floor, load, is_consistent, monkeypatch):
    monkeypatch.setattr("foundation.importing.importer.Importer.batch_size", 3)
    phones = ["13800000001", "13800000002", "13800000003"]
    load("customers", [CUSTOMER | {"phone": phone} for phone in phones])
    rows = []
    for phone in phones:
        for day in range(2, 20, 3):
            done = DONE | {"executed_on": f"2026-10-{day:02}"}
            ahead = {"next_planned_on": f"2026-10-{day + 3:02}"}
            mode = {"mode": "phone" if day % 2 else "wechat"}
            planned = {"phone": phone, "planned_on": f"2026-10-{day:02}"}
            rows.append(ACTIVITY | planned | mode | done | ahead)
    chance, seen = random.Random(7), set()
    for _ in range(4):
        Activity.objects.all().delete()
        chance.shuffle(rows)
        assert load("activities", rows)["created"] == len(rows)
        seen.add(tuple(activities()))
        chance.shuffle(rows)
        assert load("activities", rows)["unchanged"] == len(rows)
    assert len(seen) == 1 and Activity.objects.count() == len(rows) + len(phones)
    assert is_consistent()


def test_queries_do_not_grow_with_the_rows(floor, load, write, run):
    def queries(name, numbers):
        phones = [f"139000{number:05}" for number in numbers]
        load("customers", [CUSTOMER | {"phone": phone} for phone in phones])
        path = write(name, [ACTIVITY | DONE | NEXT | {"phone": phone} for phone in phones])
        with CaptureQueriesContext(connection) as captured:
            run("activities", path)
        return len(captured)

    assert queries("a.csv", range(100, 105)) == queries("b.csv", range(200, 260))


def test_whether_one_who_decides_was_talked_to(customer, load):
    told = ACTIVITY | DONE | {"with_decision_maker": "否"}
    assert load("activities", [ACTIVITY | DONE])["created"] == 1
    assert Activity.objects.get().with_decision_maker is None
    assert load("activities", [told])["updated"] == 1
    assert load("activities", [told])["unchanged"] == 1
    assert load("activities", [ACTIVITY | DONE])["unchanged"] == 1
    assert Activity.objects.get().with_decision_maker is False
