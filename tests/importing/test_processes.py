"""An import that is killed half way, and two at once: in the end as if one had gone well."""

import json
import signal
import subprocess
import sys
import time
from itertools import chain

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.people.services import lock_all_stores
from accounts.uploads.leases import SILENCE
from accounts.uploads.models import ImportJob
from accounts.uploads.services import remove_files
from accounts.uploads.tasks import run_import_job
from followups.activities.models import Activity
from followups.contacts.imports import activities
from followups.deadlines.models import Deadline
from foundation.importing.importer import Importer
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity, OpportunityChange
from tests.importing.conftest import ACTIVITY, CUSTOMER

pytestmark = pytest.mark.django_db(transaction=True)

BATCH = 6
# A run within a transaction makes more of these.
MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
CUSTOMERS = 20
WRONG = 3

# Dies as by a lack of memory: after so many statements, in the middle of whatever it is doing.
KILLED = f"""
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from foundation.importing.importer import Importer
from accounts.uploads.tasks import run_import_job
from followups.contacts.imports import activities

left, act, *arguments = sys.argv[1:]
left = int(left)
Importer.batch_size = activities.BATCH = {BATCH}

def count(execute, *call):
    global left
    left -= not call[0].startswith({MARKS})
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*call)

with connection.execute_wrapper(count):
    run_import_job(*arguments) if act == "job" else call_command(f"import_{{act}}", *arguments)
"""


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(Importer, "batch_size", BATCH)
    monkeypatch.setattr(activities, "BATCH", BATCH)


@pytest.fixture
def customers(floor, write):
    """A file of customers, before them some without a name."""
    wrong = [CUSTOMER | {"name": ""}] * WRONG
    right = [CUSTOMER | {"phone": f"138000000{n:02}"} for n in range(CUSTOMERS)]
    return write("customers.csv", wrong + right)


@pytest.fixture
def calls(floor, write):
    """For each of those customers a contact with a new grade, the next one, and for some the loss."""

    def rows(number):
        base = ACTIVITY | {"phone": f"138000000{number:02}"}
        first = {"executed_on": "2026-10-03", "result": "reached", "content": "谈了价格"}
        first |= {"note": f"A 第{number}次", "next_planned_on": "2026-10-08"}
        yield base | first
        second = {"planned_on": "2026-10-08", "executed_on": "2026-10-09", "result": "no_answer"}
        yield base | second
        if number % 4 == 0:
            third = {"planned_on": "2026-10-12", "executed_on": "2026-10-12", "result": "lost"}
            yield base | third | {"content": "买了别的车", "lost_reason": "price"}

    return write("calls.csv", list(chain.from_iterable(rows(n) for n in range(CUSTOMERS))))


def everything():
    """What stands in the tables after an import, without keys and moments."""
    whose = "opportunity__customer__phone"
    shown = {
        Customer: ("phone", "name", "consultant__username", "store__code"),
        Opportunity: ("customer__phone", "model", "note", "grade__code", "state", "ended_on")
        + ("registered_on", "assigned_on", "last_contact_on", "last_effective_on"),
        OpportunityChange: (whose, "changed_on", "grade__code", "expected_on", "note", "state"),
        Activity: (
            whose,
            "planned_on",
            "recorded_on",
            "executed_on",
            "ended_on",
            "state",
            "result",
        ),
        Deadline: (whose, "kind", "set_on", "due_on", "breaks_on", "ended_on"),
    }
    rows = {model: sorted(map(str, model.objects.values_list(*shown[model]))) for model in shown}
    for model, name in [(Customer, "phone"), (Opportunity, "note"), (Activity, "planned_on")]:
        rows[model.history.model] = sorted(map(str, model.history.values_list(name)))
    return rows


@pytest.fixture
def in_peace(run):
    """`in_peace(kind, path)`: what one undisturbed run makes of the file, and in how many statements."""

    def count(execute, *call):
        count.statements += not call[0].startswith(MARKS)
        return execute(*call)

    def measure(kind, path):
        count.statements = 0
        with transaction.atomic(), connection.execute_wrapper(count):
            assert run(kind, path).status in (0, 1)
            # Looking at what was made is no statement of the run.
            statements, result = count.statements, everything()
            transaction.set_rollback(True)
        for left in path.parent.glob("*.rejected.csv"):
            left.unlink()
        return result, statements

    return measure


def die(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *map(str, arguments)],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("share", [0.4, 0.6, 0.9])
def test_killed_half_way_and_run_again(
    process_environment, customers, run, in_peace, is_consistent, share
):
    whole, statements = in_peace("customers", customers)
    assert len(whole[Customer]) == CUSTOMERS
    die(process_environment, int(share * statements), "customers", customers)
    saved = Customer.objects.count()
    assert saved in range(BATCH - WRONG, CUSTOMERS, BATCH), "whole batches, and not all"
    again = run("customers", customers)
    assert again.counts["created"] + again.counts["unchanged"] == CUSTOMERS
    assert everything() == whole
    assert is_consistent()


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.93])
def test_activities_killed_half_way_and_run_again(
    process_environment, customers, calls, run, in_peace, is_consistent, share
):
    run("customers", customers)
    whole, statements = in_peace("activities", calls)
    die(process_environment, int(share * statements), "activities", calls)
    assert run("activities", calls).status == 0
    assert everything() == whole
    assert is_consistent()


@pytest.mark.usefixtures("small_batches")
def test_a_confirmed_file_goes_on_when_its_worker_was_killed(
    process_environment, floor, customers, in_peace, settings, tmp_path, now
):
    """Its lease runs out and the task is handed out again; the file of wrong rows is whole, nothing is left.

    What the broker delivers before that is left alone: whoever holds the lease may live.
    """
    settings.MEDIA_ROOT = tmp_path / "media"
    whole, statements = in_peace("customers", customers)
    job = ImportJob(kind="customers", by=floor.director, language="en", file_name="客户.csv")
    job.created_at, job.state = now, "importing"
    job.save()
    uploads = settings.MEDIA_ROOT / "imports"
    uploads.mkdir(parents=True)
    (settings.MEDIA_ROOT / job.upload_name).write_bytes(customers.read_bytes())
    die(process_environment, int(0.9 * statements), "job", job.pk)
    job.refresh_from_db()
    assert job.is_running and 0 < job.done < CUSTOMERS + WRONG
    done = job.done
    run_import_job(str(job.pk))
    job.refresh_from_db()
    assert job.is_running and job.done == done
    ImportJob.objects.update(alive_at=timezone.now() - 2 * SILENCE)

    run_import_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.counts["rejected"]) == ("done", WRONG)
    assert everything() | {Customer.history.model: 0} == whole | {Customer.history.model: 0}
    rejects = (settings.MEDIA_ROOT / job.rejects_name).read_text(encoding="utf-8-sig")
    assert len(rejects.splitlines()) == 1 + WRONG
    assert len(list(uploads.iterdir())) == 2, "the wrong rows, and what the killed run had of them"
    remove_files(job)
    assert not list(uploads.iterdir())


def waiting():
    """How many connections to this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


@pytest.fixture
def start(process_environment):
    """`start("import_customers", path, …)`: a process of its own, which ends with the test."""
    processes = []

    def run(*arguments):
        process = subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            env=process_environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("kind", ["customers", "activities"])
def test_two_at_once_take_turns(start, customers, calls, run, in_peace, is_consistent, kind):
    """Both stand before the same batch at the same moment: one writes it, the other finds it written."""
    path = {"customers": customers, "activities": calls}[kind]
    if kind == "activities":
        run("customers", customers)
    before = {model: model.objects.count() for model in (Customer, Activity)}
    whole, _statements = in_peace(kind, path)
    with transaction.atomic():
        lock_all_stores()
        two = [
            start(f"import_{kind}", path, "--rejects", path.with_name(f"wrong-{number}.csv"))
            for number in range(2)
        ]
        end = time.monotonic() + 120
        while waiting() < 2:
            assert time.monotonic() < end, "they do not wait for their turn"
            time.sleep(0.05)
        assert {model: model.objects.count() for model in before} == before
    said = [json.loads(process.communicate(timeout=120)[0].splitlines()[-1]) for process in two]
    assert {process.returncode for process in two} == {1 if kind == "customers" else 0}
    rows = sum(1 for _line in path.open(encoding="utf-8")) - 1
    right = rows - (WRONG if kind == "customers" else 0)
    assert sorted(counts["created"] for counts in said) == [0, right]
    assert everything() == whole
    assert is_consistent()
