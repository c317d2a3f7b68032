"""The clock asks for what is due; the worker may be asked twice."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from compliance import tasks
from compliance.audit.models import AuditRun
from foundation.dates import closed_date
from tests.factories import StoreFactory


@pytest.mark.parametrize(
    ("local", "night"),
    [
        ("2026-11-21T00:29:59", date(2026, 11, 19)),
        ("2026-11-21T00:30:00", date(2026, 11, 20)),
        ("2026-11-21T23:59:59", date(2026, 11, 20)),
    ],
)
def test_the_night_that_has_closed(local, night):
    assert closed_date(datetime.fromisoformat(local), time(0, 30)) == night


@pytest.fixture
def asked(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.audit_store, "delay", lambda *call: calls.append(call))
    return calls


@pytest.fixture
def at(monkeypatch):
    """``at("2026-11-20T16:40")`` sets the clock in UTC."""

    def set_clock(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("UTC"))
        monkeypatch.setattr(tasks, "clock", lambda: moment)

    return set_clock


@pytest.fixture
def store(db):
    return StoreFactory()


def test_each_store_in_its_own_time_zone(store, asked, at):
    far = StoreFactory(time_zone="America/New_York")
    at("2026-11-20T16:40")
    tasks.audit_due_stores()
    assert asked == [(store.pk, "2026-11-20"), (far.pk, "2026-11-19")]


def test_the_hour_is_a_setting(store, asked, at, settings):
    settings.AUDIT_TIME = time(3, 0)
    at("2026-11-20T18:59")
    tasks.audit_due_stores()
    assert asked == [(store.pk, "2026-11-19")]


def test_an_audited_night_is_not_asked_for_again(store, asked, at):
    at("2026-11-20T16:40")
    tasks.audit_store(store.pk, "2026-11-20")
    tasks.audit_store(store.pk, "2026-11-20")
    tasks.audit_due_stores()
    assert asked == []
    assert AuditRun.objects.get().on == date(2026, 11, 20)


def test_missed_nights_are_caught_up_when_all_was_off(store, asked, at):
    at("2026-11-20T16:40")
    tasks.audit_store(store.pk, "2026-11-16")
    tasks.audit_due_stores()
    tasks.audit_store(*asked[0])
    assert AuditRun.objects.filter(store=store).count() == 5


def test_a_worker_that_dies_gives_its_task_back():
    assert tasks.audit_store.acks_late
