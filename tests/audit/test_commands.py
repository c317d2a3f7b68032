"""What scripts rely on: keys, sentences and exit codes of `audit`."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.audit.models import AuditRun
from tests.factories import Floor
from tests.records import evasive, overdue, unplanned


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments):
    return json.loads(run(*arguments, "--json"))


FINDING = [
    "rule",
    "store",
    "phone",
    "model",
    "responsible",
    "supervisor",
    "assessor",
    "opened_on",
    "due_on",
    "days_late",
    "grade",
    "planned_on",
    "days_open",
]


def test_json_of_the_audit_is_exact(floor, audit):
    closing = unplanned(floor, on=0)
    audit(0)
    history = overdue(floor, on=2)
    closing.plan(20, on=3)
    report = as_json("audit", "--on", "2026-11-05", "--store", floor.store.code)
    assert list(report) == ["date", "findings", "closed", "proposals", "late"]
    assert report["date"] == "2026-11-05"
    (finding,) = report["findings"]
    assert list(finding) == FINDING
    assert finding == {
        "rule": "overdue_activity",
        "store": floor.store.code,
        "phone": history.opportunity.customer.phone,
        "model": "Golf",
        "responsible": floor.consultant.username,
        "supervisor": floor.manager.username,
        "assessor": floor.director.username,
        "opened_on": "2026-11-04",
        "due_on": "2026-11-04",
        "days_late": 0,
        "grade": "C",
        "planned_on": "2026-11-04",
        "days_open": 1,
    }
    (closed,) = report["closed"]
    assert list(closed) == [*FINDING, "closed_on"]
    assert (closed["rule"], closed["closed_on"]) == ("missing_next_plan", "2026-11-05")
    assert report["proposals"] == []
    (fine, share) = as_json("audit", "--on", "2026-11-02")["proposals"]
    assert fine == {
        "person": floor.consultant.username,
        "family": "follow-up",
        "occasion": 1,
        "items": 1,
        "kind": "fine",
        "amount": "50.00",
        "opened_on": "2026-11-02",
        "state": "proposed",
        "share_of": None,
    }
    assert share == fine | {
        "person": floor.manager.username,
        "amount": "25.00",
        "share_of": floor.consultant.username,
    }


def test_the_order_is_stable(floor):
    for build in (overdue, unplanned, evasive, unplanned):
        build(floor, on=0)
    report = as_json("audit", "--on", "2026-11-02")
    assert report == as_json("audit", "--on", "2026-11-02")
    keys = [(f["store"], f["rule"], f["phone"]) for f in report["findings"]]
    assert keys == sorted(keys) and len(keys) == 4


def test_all_stores_unless_some_are_named(floor):
    others = [Floor(), Floor()]
    for each in (floor, *others):
        unplanned(each, on=0)
    code = others[0].store.code
    assert [
        f["store"] for f in as_json("audit", "--on=2026-11-02", f"--store={code}")["findings"]
    ] == [code]
    assert AuditRun.objects.get().store == others[0].store
    both = as_json("audit", "--on", "2026-11-02", "--store", code, "--store", floor.store.code)
    assert len(both["findings"]) == 2
    assert len(as_json("audit", "--on", "2026-11-02")["findings"]) == 3


def test_text_for_people(floor):
    unplanned(floor, on=0)
    text = run("audit", "--on", "2026-11-02")
    assert "1 open findings, 0 closed" in text
    assert "missing_next_plan" in text
    assert "fine 50.00" in text


@pytest.mark.parametrize(
    "arguments",
    [("--on", "2026-11-02", "--store", "NOWHERE"), ("--on", "2026-11-02", "--store", "A", "B")],
)
def test_an_unknown_store_is_refused(floor, arguments):
    with pytest.raises(CommandError, match="There is no store") as error:
        run("audit", *arguments)
    assert error.value.returncode == 2
    assert not AuditRun.objects.exists()


def test_a_date_to_come_is_refused_before_anything_is_written(floor):
    tomorrow = timezone.now().date() + timedelta(days=2)
    with pytest.raises(CommandError, match="still to come") as error:
        run("audit", "--on", tomorrow.isoformat())
    assert error.value.returncode == 2
    assert not AuditRun.objects.exists()


@pytest.mark.parametrize("text", ["20261102", "yesterday", "2026-02-30"])
def test_a_date_is_written_in_one_way(db, text):
    with pytest.raises(CommandError, match="not a date"):
        run("audit", "--on", text)
