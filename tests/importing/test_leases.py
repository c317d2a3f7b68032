"""Imports survive: one worker at a time, swept when it is killed, cancelled by their owner; nothing twice."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError as NoBroker

from accounts.uploads import leases, services, tasks
from accounts.uploads.leases import MOST_ATTEMPTS, SILENCE, LeaseLost, abandoned, take_lease
from accounts.uploads.models import ImportJob, ImportState
from crm_site.celery import app
from foundation.importing import limits, patience
from foundation.importing.importer import Importer
from foundation.importing.patience import Patience
from foundation.importing.problems import FileProblem
from foundation.importing.tables import open_table
from foundation.importing.text_file import BoundedLines, TextFile
from leads.customers.models import Customer
from leads.tasks import remove_replaced_photos
from tests.importing.conftest import CUSTOMER

ROWS = [CUSTOMER | {"phone": f"138000000{n:02}"} for n in range(6)]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def job(floor, write, now, monkeypatch):
    """A file of six customers, confirmed; three batches."""
    monkeypatch.setattr(Importer, "batch_size", 2)
    upload = SimpleUploadedFile("客户.csv", write("upload.csv", ROWS).read_bytes())
    job = services.create_job(
        by=floor.director, now=now, kind="customers", upload=upload, language="en"
    )
    job.state = ImportState.IMPORTING
    job.save()
    return job


@pytest.fixture
def asked(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.run_import_job, "delay", calls.append)
    return calls


def breaking(monkeypatch, error, after=1):
    """The run breaks with ``error`` after so many batches."""
    right, seen = services.run_import, []

    def run(*args, on_progress, **options):
        def progress(done):
            on_progress(done)
            seen.append(done)
            if len(seen) == after:
                error()

        return right(*args, on_progress=progress, **options)

    monkeypatch.setattr(services, "run_import", run)


def test_one_holds_it_and_another_after_a_silence(job, now):
    assert take_lease(job, now=now)
    assert take_lease(job, now=now + timedelta(seconds=30)) is None
    assert not abandoned(now + timedelta(seconds=30)).exists()
    assert abandoned(now + SILENCE + timedelta(seconds=1)).exists()
    mine = take_lease(job, now=now + SILENCE + timedelta(seconds=1))
    mine.write(done=2)


def test_who_was_superseded_writes_nothing_more(job, now):
    first = take_lease(job, now=now)
    assert take_lease(job, now=now + 2 * SILENCE)
    with pytest.raises(LeaseLost):
        first.write(done=5)
    job.refresh_from_db()
    assert job.done == 0


def test_what_a_killed_worker_left_is_swept_and_finished(job, now, asked, monkeypatch):
    """Two of six are saved, then it is gone as by kill -9: nobody tells the database."""

    def die():
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        breaking(once, die)
        with pytest.raises(KeyboardInterrupt):
            services.run_job(job, now=now)
    assert Customer.objects.count() == 2
    ImportJob.objects.update(alive_at=timezone.now())
    tasks.run_import_job(
        str(job.pk)
    )  # the broker's own second delivery, while the lease still holds
    assert Customer.objects.count() == 2
    ImportJob.objects.update(alive_at=timezone.now() - 2 * SILENCE)
    tasks.sweep_imports()
    assert asked == [str(job.pk)]
    for pk in asked * 2:
        tasks.run_import_job(pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, Customer.objects.count()) == ("done", 2, 6)
    assert job.counts["created"] + job.counts["unchanged"] == 6
    tasks.sweep_imports()
    assert len(asked) == 1


def test_a_lost_message_is_swept(job, asked, now):
    ImportJob.objects.update(created_at=timezone.now() - 2 * SILENCE)
    tasks.sweep_imports()
    assert asked == [str(job.pk)]


def test_it_is_looked_for_often_enough():
    (entry,) = (e for e in app.conf.beat_schedule.values() if "sweep_imports" in e["task"])
    assert SILENCE + 2 * entry["schedule"] < timedelta(minutes=2)


def test_a_database_that_was_away_does_not_end_it(job, now, asked, monkeypatch):
    def away():
        raise OperationalError("database is locked")

    with monkeypatch.context() as once:
        breaking(once, away)
        services.run_job(job, now=now)
    job.refresh_from_db()
    assert job.is_running
    services.run_job(job, now=now + 2 * SILENCE)
    job.refresh_from_db()
    assert (job.state, Customer.objects.count()) == ("done", 6)


def test_a_file_that_kills_every_worker_is_given_up(job, now):
    ImportJob.objects.update(attempts=MOST_ATTEMPTS)
    services.run_job(job, now=now)
    job.refresh_from_db()
    assert job.state == "failed" and "never came to its end" in job.failure
    assert not default_storage.exists(job.upload_name)


def test_without_a_broker_it_waits(
    floor, client, settings, monkeypatch, write, django_capture_on_commit_callbacks
):
    def away(*_args):
        raise NoBroker("away")

    settings.IMPORT_AT_ONCE = 10
    monkeypatch.setattr(tasks.run_import_job, "delay", away)
    client.force_login(floor.director)
    upload = SimpleUploadedFile("客户.csv", write("upload.csv", ROWS).read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("import_upload"), {"kind": "customers", "file": upload})
    assert ImportJob.objects.get().is_running


def test_cancelled_by_whoever_uploaded_it(job, floor, client, now, monkeypatch):
    """What was saved stays; the file uploaded again goes on from there."""
    client.force_login(floor.director)
    address = reverse("import_decide", args=[job.pk])
    with monkeypatch.context() as once:
        breaking(once, lambda: client.post(address, {"decision": "cancel"}))
        services.run_job(job, now=now)
    job.refresh_from_db()
    assert (job.state, Customer.objects.count()) == ("cancelled", 4)
    assert not any(path.is_file() for path in default_storage_files())
    page = client.get(reverse("import_preview", args=[job.pk])).content.decode()
    assert "Cancelled after 2 of 6 rows" in page
    again = client.post(address, {"decision": "cancel"}, follow=True).content.decode()
    assert "had ended before" in again
    tasks.run_import_job(str(job.pk))
    assert Customer.objects.count() == 4


def default_storage_files():
    return list(Path(default_storage.path("imports")).glob("*"))


def test_undecided_uploads_and_strays_are_removed_by_the_clock(job, now):
    ImportJob.objects.update(state=ImportState.CHECKED, created_at=timezone.now() - timedelta(8))
    default_storage.save("imports/0000.upload", ContentFile(b"x"))
    old = (timezone.now() - timedelta(8)).timestamp()
    os.utime(default_storage.path("imports/0000.upload"), (old, old))
    tasks.tidy_uploads()
    assert not ImportJob.objects.exists() and not default_storage_files()


def test_replaced_photos_are_removed_by_the_clock(floor, now):
    customer = floor.open(now=now, on=now.date()).customer
    for content in (b"first", b"second"):
        customer.photo.save("face.png", ContentFile(content))
    default_storage.save("market/2026/01/stray.png", ContentFile(b"x"))
    fresh = default_storage.save("customers/2026/01/fresh.png", ContentFile(b"x"))
    new, old = timezone.now().timestamp(), (timezone.now() - timedelta(2)).timestamp()
    for path in default_storage_root().rglob("*.png"):
        at = new if path.name == "fresh.png" else old
        os.utime(path, (at, at))
    remove_replaced_photos()
    left = {path.name for path in default_storage_root().rglob("*.png")}
    assert left == {customer.photo.name.rpartition("/")[2], fresh.rpartition("/")[2]}


def default_storage_root():
    return Path(default_storage.path(""))


@pytest.fixture
def impatient(monkeypatch):
    """A file that brings no row for a fifth of a second is given up."""
    monkeypatch.setattr(limits, "LONGEST_WAIT", 0.2)


def hanging(monkeypatch, until, after=3):
    """The reader hangs after so many rows, as in a disk that is away, until it is told to go on."""

    def records(self):
        self._stream.seek(0)
        return self._patience.watch(rows(self._records(BoundedLines(self._stream))))

    def rows(records):
        for number, record in enumerate(records):
            if number > after:
                until()
            yield record

    monkeypatch.setattr(TextFile, "records", records)


def test_only_reading_counts(impatient):
    """What is done with a row may take as long as it takes."""
    mine = Patience()
    for _row in mine.watch([1, 2]):
        time.sleep(0.3)
        assert not mine.is_over
    with mine.at_work():
        time.sleep(0.3)
        assert mine.is_over
        mine.go_on()
        mine.check()
    assert not mine.is_over


def test_blank_rows_without_end_are_stopped(tmp_path, impatient, monkeypatch):
    """The reader looks at the time by itself, at the console too."""
    path = tmp_path / "blank.csv"
    path.write_text("a\nx\n" + "\n" * 5)
    table = open_table(path)
    assert table.total == 1
    clock = iter(range(10_000))
    monkeypatch.setattr(patience.time, "monotonic", lambda: next(clock) / 6)
    with pytest.raises(FileProblem, match="brought no row"):
        list(table.rows())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_reader_that_hangs_is_given_up_by_the_thread_of_its_lease(
    job, now, impatient, monkeypatch
):
    """Nothing ends a call that does not come back; the file is told of, and what it saves counts no more."""
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    seen = []

    def until():
        for _look in range(200):
            state = ImportJob.objects.get(pk=job.pk).state
            if state != "importing":
                break
            time.sleep(0.05)
        seen.append(state)

    hanging(monkeypatch, until)
    services.run_job(job, now=now)
    job.refresh_from_db()
    assert "failed" in seen
    assert (job.state, job.run) == ("failed", None) and "brought no row" in job.failure
    assert not abandoned(now + timedelta(1)).exists()


@pytest.mark.parametrize("wrong", [{"nu\0ll": "x"}, {"birthday": "1900\0"}, {"gender": "\0"}])
def test_what_is_quoted_of_a_file_is_taken_by_every_database(wrong, floor, write, now):
    """No database keeps the character NUL."""
    upload = SimpleUploadedFile("x.csv", write("x.csv", [CUSTOMER | wrong]).read_bytes())
    job = services.create_job(
        by=floor.director, now=now, kind="customers", upload=upload, language="en"
    )
    services.run_job(job, now=now)
    job.refresh_from_db()
    assert "\0" not in job.failure + str(job.problems)
    assert "�" in job.failure or job.problems
