"""Several processes on one database, one of them killed: still each night once and whole (R6)."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings

from compliance.audit.models import AuditRun
from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from tests.factories import Floor
from tests.records import History, day, evasive, overdue, unplanned

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from compliance.audit import services as audit

step, night, on = sys.argv[1:]
real = getattr(audit, step)

def and_die(store, **arguments):
    real(store, **arguments)
    if arguments["on"].isoformat() == night:
        os.kill(os.getpid(), signal.SIGKILL)

setattr(audit, step, and_die)
call_command("audit", "--on", on)
"""


def fill(floor):
    """Eleven nights of trouble, of which the first is audited."""
    for number in range(1, 10, 2):
        unplanned(floor, on=number).plan(number + 30, on=number + 3)
        overdue(floor, on=number + 1).execute(number + 2)
    History(floor, code="H", expected=4).plan(3)
    evasive(floor, on=6)
    return floor


def outcome(floor):
    """What the audit made of the floor, without its names."""
    findings = Finding.objects.filter(store=floor.store).values_list(
        "rule", "opened_on", "closed_on", "due_on", "deadline__found_on"
    )
    proposals = Proposal.objects.filter(store=floor.store).values_list(
        "person__role", "family", "opened_on", "occasion", "items", "amount"
    )
    runs = AuditRun.objects.filter(store=floor.store).values_list("on")
    return [sorted(map(str, rows)) for rows in (findings, proposals, runs)]


@pytest.fixture
def undisturbed(transactional_db, later):
    """The outcome of one process that audits the same floor in peace."""
    floor = Floor()
    run_audit(floor.store, on=day(0), now=later)
    fill(floor)
    run_audit(floor.store, on=day(10), now=later)
    return outcome(floor)


@pytest.fixture
def troubled(transactional_db, later):
    floor = Floor()
    run_audit(floor.store, on=day(0), now=later)
    return fill(floor)


def start(environment, *command):
    return subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def audit_command(environment, floor):
    arguments = ("audit", "--on", day(10).isoformat(), "--store", floor.store.code)
    return start(environment, "manage.py", *arguments)


def test_two_at_once_equal_one(troubled, undisturbed, process_environment):
    processes = [audit_command(process_environment, troubled) for _ in range(2)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert outcome(troubled) == undisturbed
    assert len(undisturbed[0]) > 10


@pytest.mark.parametrize("step", ["close", "open_findings", "propose"])
def test_killed_half_way_and_run_again(troubled, undisturbed, process_environment, step):
    night = day(5).isoformat()
    killed = start(process_environment, "-c", KILLED, step, night, day(10).isoformat())
    _, errors = killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL, errors
    assert AuditRun.objects.filter(store=troubled.store).latest("on").on == day(4)
    assert not Finding.objects.filter(store=troubled.store, opened_on=day(5)).exists()

    again = audit_command(process_environment, troubled)
    _, errors = again.communicate(timeout=120)
    assert again.returncode == 0, errors
    assert outcome(troubled) == undisturbed


def test_unknown_store_ends_with_status_2(process_environment):
    process = start(process_environment, "manage.py", "audit", "--on=2026-11-02", "--store=X")
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (2, "")
    assert "There is no store X." in errors and "Traceback" not in errors
