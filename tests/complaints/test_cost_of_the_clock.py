"""Complaints cost the night nothing, and the sweep of late ones the same for one as for thirty (R14.1)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from service.complaints.models import Complaint
from service.complaints.tasks import watch_complaints
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


def test_r14_1_complaints_cost_the_night_nothing(floor, take, now):
    for _each in range(3):
        History(floor)
    night(floor)
    without = night(floor)
    for _each in range(30):
        take(severity="critical")
    assert Complaint.objects.late(now + timedelta(days=2)).count() == 30
    assert night(floor) == without
    assert without[1]


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
