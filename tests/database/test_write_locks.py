"""Slow work holds no lock: on SQLite nobody writes for longer than 200 ms at a time, imports' batches aside.

Measured in CPU time of the thread, so that a busy machine does not count; as in a server that has begun, and
without the collector, which would look through what all earlier tests left.
"""

import gc
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.people.models import Role
from compliance.audit.services import run_audit
from compliance.hand_over.services import giving, moving
from compliance.reminders.services.sweep import remind
from foundation.spelling import load_readings
from leads.customers.models import Customer
from reports.exports.services import ask_export, make_export
from reports.sheets.queries.catalogue import SHEETS
from reports.sheets.queries.scope import Scope
from tests.factories import Floor, UserFactory

LONGEST = 0.2

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.skipif("connection.vendor != 'sqlite'"),
]


@pytest.fixture
def held(monkeypatch):
    """How long each transaction held SQLite's one lock, in seconds."""
    times, began = [], []
    begin, commit, rollback = (
        connection._start_transaction_under_autocommit,
        connection._commit,
        connection._rollback,
    )

    def start():
        begin()
        began.append(time.thread_time())

    def ending(end):
        def run():
            end()
            if began:
                times.append(time.thread_time() - began.pop())

        return run

    monkeypatch.setattr(connection, "_start_transaction_under_autocommit", start)
    monkeypatch.setattr(connection, "_commit", ending(commit))
    monkeypatch.setattr(connection, "_rollback", ending(rollback))
    load_readings()
    gc.collect()
    gc.disable()
    yield times
    gc.enable()


@pytest.fixture
def floor(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Floor()


@pytest.fixture
def slow_passwords(settings):
    """As in earnest: each takes a good part of a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


def test_passwords_are_hashed_before(floor, client, held, slow_passwords):
    """In a file of staff, checked and imported, and on the page of one person."""
    administrator = UserFactory(role=Role.ADMINISTRATOR, store=None, is_superuser=True)
    client.force_login(administrator)
    rows = "".join(
        f"neu{n},新人{n},consultant,{floor.store.code},Geheim-{n}-lang\n" for n in range(3)
    )
    text = "username,full_name,role,store,password\n" + rows
    upload = SimpleUploadedFile("staff.csv", text.encode())
    answer = client.post(reverse("import_upload"), {"kind": "staff", "file": upload})
    page = answer.url
    client.post(f"{page}/decide", {"decision": "import"})
    assert type(administrator).objects.get(username="neu2").check_password("Geheim-2-lang")
    person = UserFactory(store=floor.store)
    address = reverse("accounts:staff_password", args=[person.pk])
    new = "Noch-ein-Geheimnis"
    link = urlsplit(client.post(address).context["link"]).path
    Client().post(link, {"new_password1": new, "new_password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    assert len(held) > 2 and max(held) < LONGEST


def test_a_day_of_a_store(floor, held, now):
    on = now.date()
    taker = floor.new_consultant(email="a@example.com")
    for ago in (9, 9, 9, 9, 9, 9, 1):
        start = now - timedelta(days=ago)
        opportunity = floor.open(now=start, on=start.date(), plan_in=1, days=6)
    floor.contact(opportunity, now=now, on=on)
    run_audit(floor.store, on=on - timedelta(days=2), now=now)
    run_audit(floor.store, on=on - timedelta(days=1), now=now)
    scope = Scope(viewer=floor.director, start=on - timedelta(days=30), end=on, today=on)
    sheet = SHEETS["progression"]
    export = ask_export(by=floor.director, now=now, sheet=sheet, scope=scope, language="en")
    make_export(export, clock=lambda: now)
    remind(floor.store, clock=lambda: now)
    assert taker and held and max(held) < LONGEST, sorted(held)[-3:]


def test_a_batch_of_a_hand_over(floor, held, now):
    on = now.date()
    taker = floor.new_consultant()
    for _number in range(moving.BATCH):
        floor.open(now=now - timedelta(days=2), on=on - timedelta(days=2), plan_in=4, days=6)
    held.clear()
    mine = Customer.objects.filter(consultant=floor.consultant)
    plan = giving.plan_hand_over(mine, to=[taker], on=on)
    giving.hand_over(by=floor.director, now=now, on=on, store=floor.store, plan=plan, reason="load")
    moving.carry_out(floor.store.hand_overs.get().pk, clock=lambda: now)
    assert not Customer.objects.filter(consultant=floor.consultant).exists()
    assert held and max(held) < LONGEST, sorted(held)[-3:]
