"""What is late costs night and clock the same for thirty as for one, and what was told nothing (R14.1)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from service.complaints.models import Complaint
from service.complaints.services.registering import Told, register
from service.complaints.tasks import watch_complaints
from service.questions.models import Question
from service.questions.rules import FINANCE, TERMS
from service.questions.services import ask
from service.questions.tasks import watch_questions
from tests.records import History, day

LATER = datetime(2027, 12, 1, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Undone(Exception):
    pass


def night(floor):
    """``(queries, what was found)`` of one night, which is undone."""
    try:
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                run_audit(floor.store, on=day(20), now=LATER)
            found = list(
                Finding.objects.order_by("rule", "opportunity").values_list(
                    "rule", "opportunity", "responsible"
                )
            )
            raise Undone
    except Undone:
        return len(queries), found


@pytest.fixture
def put(floor, now):
    """`put(3)`: so many complaints and questions, which are late by LATER."""

    def put(number):
        for _each in range(number):
            floor_take(floor, now)
            ask(
                by=floor.consultant,
                now=now,
                customer=floor.customer,
                department=FINANCE,
                text="月供多少？",
                minutes=TERMS[0],
            )

    return put


def floor_take(floor, now):
    told = Told(customer=floor.customer, text="交车晚了两周", severity="critical")
    register(by=floor.director, now=now, store=floor.store, told=told)


def untold():
    rows = (Complaint.objects.filter(late_told_at=None), Question.objects.filter(late_told_at=None))
    return sum(each.count() for each in rows)


def test_r14_1_what_the_clock_told_costs_the_night_nothing(floor, put, monkeypatch):
    for _each in range(3):
        History(floor)
    night(floor)
    without = night(floor)
    put(30)
    for room in ("complaints", "questions"):
        monkeypatch.setattr(f"service.{room}.tasks.clock", lambda: LATER)
    watch_complaints()
    watch_questions()
    assert not untold() and Complaint.objects.late(LATER).count() == 30
    assert night(floor) == without
    assert without[1]


def test_r14_1_what_the_clock_missed_costs_the_night_the_same_for_thirty_as_for_one(floor, put):
    History(floor)
    put(1)
    night(floor)
    one = night(floor)
    put(29)
    assert untold() == 60
    assert night(floor) == one


@pytest.mark.parametrize("hours", [24, 72])
def test_r14_1_the_sweep_asks_as_much_for_thirty_as_for_one(floor, take, now, monkeypatch, hours):
    def sweep(number):
        for _each in range(number):
            take(severity="critical")
        with CaptureQueriesContext(connection) as queries:
            watch_complaints()
        late = Complaint.objects.exclude(late_told_at=None).count()
        return len(queries), late

    monkeypatch.setattr("service.complaints.tasks.clock", lambda: now + timedelta(hours=hours))
    sweep(1)
    one, _late = sweep(1)
    thirty, late = sweep(30)
    assert late == 32
    assert thirty == one
