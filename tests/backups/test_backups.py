"""Copies by the clock, kept, tried, and told of where they fail (R13.4)."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.urls import reverse

from accounts.backups.models import BackupRun
from accounts.backups.rules import is_too_old
from accounts.backups.services import claim
from accounts.notices.models import Notice
from accounts.people.models import Role
from crm_site.backup import BackupError, scheduled
from crm_site.backup.scheduled import back_up_when_due
from crm_site.backup.tasks import back_up
from tests.factories import Floor, UserFactory

MANIFEST = {"rows": {"a": 3, "b": 4}, "files": 2}


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    return Path(settings.BACKUP_DIR)


@pytest.fixture
def administrator(db):
    return UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def made(monkeypatch):
    """The copies that were written, without what is in them; and the trials that were asked for."""
    written, tried = [], []

    def write(path, *, now, key):
        written.append(Path(path).name)
        Path(path).write_bytes(b"copy")
        return MANIFEST

    monkeypatch.setattr(scheduled, "write_backup", write)
    monkeypatch.setattr(scheduled, "_run", lambda *command, scratch: tried.append(command[0]) or "")
    return written, tried


def told(person, kind):
    return Notice.objects.unread().filter(person=person, kind=f"backup.{kind}")


def test_r13_4_when_one_is_too_old():
    began, day = datetime(2026, 11, 1), timedelta(days=1)
    assert not is_too_old(None, began, began + day) and is_too_old(None, began, began + 2 * day)
    assert not is_too_old(began + day, began, began + 2 * day)


@pytest.mark.django_db
def test_r13_4_one_copy_a_day_however_many_clocks_ask(folder, made, administrator, now):
    written, tried = made
    run = back_up_when_due(now=now)
    assert run and back_up_when_due(now=now + timedelta(hours=5)) is None
    assert written == ["crm-2026-11-21.zip"] and (folder / written[0]).exists()
    assert folder.stat().st_mode & 0o777 == 0o700
    run.refresh_from_db()
    assert (run.rows, run.files, run.size, run.is_made) == (7, 2, 4, True)
    # Before the hour of the next day it is still that of the day before.
    assert back_up_when_due(now=now.replace(hour=2, minute=0) + timedelta(days=1)) is None
    assert back_up_when_due(now=now.replace(hour=2, minute=30) + timedelta(days=1))
    assert tried == ["migrate", "restore"] and not told(administrator, "not_made")


@pytest.mark.django_db
def test_r13_4_two_workers_at_once_and_one_that_was_killed(folder, made, now):
    assert claim(now.date(), now=now) and claim(now.date(), now=now) is None
    assert back_up_when_due(now=now + timedelta(hours=1)) is None
    assert back_up_when_due(now=now + timedelta(hours=3))
    assert BackupRun.objects.get().is_made


@pytest.mark.django_db
def test_r13_4_so_many_are_kept(folder, made, settings, now):
    settings.BACKUP_KEEP = 2
    for day in range(4):
        back_up_when_due(now=now + timedelta(days=day))
    assert sorted(path.name for path in folder.iterdir()) == [
        "crm-2026-11-23.zip",
        "crm-2026-11-24.zip",
    ]
    assert BackupRun.objects.exclude(name="").count() == 2


@pytest.mark.django_db
def test_r13_4_one_that_fails_is_told_and_made_again(folder, made, administrator, monkeypatch, now):
    def refuse(path, *, now, key):
        raise BackupError("no space")

    write = scheduled.write_backup
    monkeypatch.setattr(scheduled, "write_backup", refuse)
    back_up_when_due(now=now)
    assert told(administrator, "not_made").get().url == reverse("health_details")
    assert BackupRun.objects.get().error == "no space"
    assert back_up_when_due(now=now + timedelta(minutes=30)) is None
    monkeypatch.setattr(scheduled, "write_backup", write)
    back_up_when_due(now=now + timedelta(hours=2))
    assert BackupRun.objects.get().is_made and not told(administrator, "not_made")


@pytest.mark.django_db
def test_r13_4_a_failure_nobody_thought_of_is_told_and_seen(
    folder, made, administrator, client, monkeypatch, now
):
    def fail(path, *, now, key):
        raise DatabaseError("gone away")

    monkeypatch.setattr(scheduled, "write_backup", fail)
    monkeypatch.setattr("foundation.clock.now", lambda: now)
    back_up_when_due(now=now)
    assert BackupRun.objects.get().error == "DatabaseError: gone away"
    assert told(administrator, "not_made").count() == 1
    client.force_login(administrator)
    checks = client.get(reverse("health_details")).context["checks"]
    assert [check.is_well for check in checks if check.code == "no backup"] == [False]


@pytest.mark.django_db
def test_r13_4_no_copy_takes_the_place_of_one_that_is_there(folder, made, now):
    """Of a database begun anew: what it could be restored from stays."""
    folder.mkdir()
    (folder / "crm-2026-11-21.zip").write_bytes(b"of yesterday's site")
    run = back_up_when_due(now=now)
    run.refresh_from_db()
    assert run.is_made and run.name == "crm-2026-11-21-2.zip"
    assert (folder / "crm-2026-11-21.zip").read_bytes() == b"of yesterday's site"


@pytest.mark.django_db
def test_r13_4_what_a_killed_worker_left_in_plain_is_swept(
    folder, made, monkeypatch, tmp_path, now
):
    monkeypatch.setattr(scheduled.tempfile, "gettempdir", lambda: str(tmp_path))
    folder.mkdir()
    left, fresh = tmp_path / "crm-trial-old", tmp_path / "crm-trial-new"
    draft = folder / "crm-2026-11-20.zip.part7"
    for path in (left, fresh):
        path.mkdir()
        (path / "trial.sqlite3").write_bytes(b"everything")
    draft.write_bytes(b"half")
    for path, age in ((left, 3), (draft, 3), (fresh, 1)):
        moment = (now - timedelta(hours=age)).timestamp()
        os.utime(path, (moment, moment))
    back_up_when_due(now=now)
    assert not left.exists() and not draft.exists() and fresh.exists()


@pytest.mark.django_db
def test_r13_4_a_last_one_that_is_too_old_is_told_once_a_day(
    folder, made, administrator, monkeypatch, now
):
    back_up_when_due(now=now)

    def refuse(path, *, now, key):
        raise BackupError("no space")

    monkeypatch.setattr(scheduled, "write_backup", refuse)
    for hour in (20, 40, 41, 70):
        back_up_when_due(now=now + timedelta(hours=hour))
    assert told(administrator, "too_old").count() == 2


@pytest.mark.django_db
def test_r13_4_a_restore_is_tried_every_week_and_told_where_it_fails(
    folder, made, administrator, monkeypatch, now
):
    _written, tried = made
    for day in range(8):
        back_up_when_due(now=now + timedelta(days=day))
    assert tried == ["migrate", "restore"] * 2
    monkeypatch.setattr(scheduled, "_run", lambda *command, scratch: "leads.customer has 3 rows")
    back_up_when_due(now=now + timedelta(days=14))
    assert told(administrator, "not_restored").count() == 1
    # It is tried again with the next copy, until one comes out whole.
    monkeypatch.setattr(scheduled, "_run", lambda *command, scratch: tried.append(command[0]) or "")
    back_up_when_due(now=now + timedelta(days=15))
    assert len(tried) == 6


@pytest.mark.django_db
def test_r13_4_the_administrators_page_says_age_and_last_trial(
    folder, made, administrator, client, now, monkeypatch
):
    monkeypatch.setattr("foundation.clock.now", lambda: now + timedelta(hours=1))
    client.force_login(administrator)
    url = reverse("health_details")
    assert "No copy yet" in client.get(url).content.decode()
    back_up_when_due(now=now)
    text = client.get(url).content.decode()
    assert "crm-2026-11-21.zip" in text and "not sealed" in text
    client.force_login(Floor().director)
    assert client.get(url).status_code == 403


@pytest.mark.django_db
def test_r13_4_none_is_made_where_the_clock_is_told_not_to(folder, made, settings, now):
    settings.BACKUP_TIME = None
    back_up()
    assert made[0] == [] and not BackupRun.objects.exists()


@pytest.mark.once
@pytest.mark.django_db
def test_r13_4_a_real_copy_is_written_sealed_and_restored(folder, settings, now):
    """By the commands themselves, into a scratch database."""
    settings.BACKUP_KEY = "a key of sixteen letters"
    Floor()
    run = back_up_when_due(now=now)
    run.refresh_from_db()
    assert run.is_made and run.is_sealed and run.rows > 3
    assert run.tried_at and run.trial_error == ""
    path = folder / run.name
    path.write_bytes(path.read_bytes()[:-100])
    assert not scheduled.try_restore(run, path, now=now)
    run.refresh_from_db()
    assert run.trial_error
