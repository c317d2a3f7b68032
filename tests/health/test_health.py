"""`/health` tells a full disk, a locked database, a dead clock and a stuck queue apart; 200 when all is well."""

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.people.models import Role
from compliance.audit.models import AuditRun
from crm_site import tasks
from crm_site.health import queries, scheduler
from foundation.pulse import BEAT, WORKER, Pulse, give_pulse
from tests.factories import Floor, UserFactory


@pytest.fixture
def beats(request_now):
    give_pulse(BEAT, now=request_now)
    give_pulse(WORKER, now=request_now)


@pytest.fixture
def request_now(db, monkeypatch, now):
    monkeypatch.setattr("foundation.clock.now", lambda: now)
    return now


def status(client):
    answer = client.get("/health")
    assert set(answer.json()) == {"status"}, "no details for everybody"
    return answer.status_code, answer.json()["status"]


def test_a_site_that_was_never_started_is_not_blamed(client, request_now):
    assert status(client) == (200, "ok")


def test_all_is_well(client, beats):
    assert status(client) == (200, "ok")


def test_a_dead_clock(client, beats, request_now):
    Pulse.objects.update(at=request_now - timedelta(minutes=20))
    assert status(client) == (503, "no beat")


def test_a_stuck_queue(client, beats, request_now):
    Pulse.objects.filter(name=WORKER).update(at=request_now - timedelta(minutes=11))
    assert status(client) == (503, "queue stuck")


def test_a_full_disk(client, beats, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**9, 10**9, 10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert status(client) == (503, "disk full")


@contextmanager
def write_lock():
    """Somebody who writes and does not end."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_pulse")
        yield
    finally:
        other.rollback()
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_locked_database(client, monkeypatch):
    monkeypatch.setattr(queries, "LOCK_SECONDS", 0.05 if connection.vendor == "sqlite" else 1)
    with write_lock():
        assert status(client) == (503, "database locked")
    assert status(client) == (200, "ok")


def test_details_for_the_administrator_alone(client, beats, request_now):
    floor = Floor()
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, store=floor.store))
    answer = client.get("/health").json()
    assert set(answer["details"]) == {"database", "disk full", "no beat", "queue stuck"}
    address = reverse("health_details")
    assert client.get(address).status_code == 200
    client.force_login(floor.director)
    assert "details" not in client.get("/health").json()
    assert client.get(address).status_code == 403


def test_a_newer_night_does_not_stand_for_an_older_one(request_now):
    floor = Floor()
    today = floor.store.business_date(request_now)
    for ago in (4, 3, 1):
        AuditRun.objects.create(
            store=floor.store, on=today - timedelta(ago), finished_at=request_now
        )
    check = queries.audited_nights(now=request_now)
    assert not check.is_well and floor.store.code in check.words
    AuditRun.objects.create(store=floor.store, on=today - timedelta(2), finished_at=request_now)
    assert queries.audited_nights(now=request_now).is_well
    AuditRun.objects.create(store=floor.store, on=today + timedelta(2), finished_at=request_now)
    assert "still to come" in queries.audited_nights(now=request_now).words


def test_clock_and_worker_give_their_signs(db, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    scheduler.pulse()
    tasks.worker_pulse()
    assert set(Pulse.objects.values_list("name", flat=True)) == {BEAT, WORKER}
