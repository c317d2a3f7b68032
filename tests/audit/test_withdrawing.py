"""A clock that ran ahead judges nobody, a night can be taken back, a newer one stands for no older one (R6)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.staff.imports import OpenDays
from compliance import tasks
from compliance.audit.models import AuditRun, AuditWithdrawal
from compliance.audit.queries import audit_report, first_missing
from compliance.audit.services import AuditError, run_audit, withdraw_nights
from compliance.claims.models import Claim
from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from compliance.penalties.services.appeals import file_appeal
from compliance.penalties.services.deciding import approve
from compliance.suspicions.services import dismiss_suspicion
from followups.deadlines.models import Deadline
from foundation import clock
from foundation.importing.importer import Context
from tests.records import day, evasive, overdue, quiet, unplanned


@pytest.fixture
def withdraw(floor, later):
    """``withdraw(3)`` takes back day 3 and what followed, as the director."""

    def run(number, by=None):
        who = {"by": by or floor.director, "now": later}
        return withdraw_nights(floor.store, since=day(number), reason="时钟错误", **who)

    return run


def at(number, hour=12):
    """Noon of a day of the tests' calendar."""
    return datetime.combine(day(number), datetime.min.time(), ZoneInfo("Asia/Shanghai")).replace(
        hour=hour
    )


def everything(store):
    """What the nights left behind, without keys."""
    reports = [audit_report([store], on=day(n)) for n in range(10)]
    deadlines = Deadline.objects.filter(store=store).values_list("kind", "set_on", "found_on")
    return (
        reports,
        sorted(map(str, deadlines)),
        sorted(map(str, Claim.objects.values_list("state"))),
    )


def test_a_night_to_come_stops_the_audits_until_it_is_withdrawn(floor, withdraw):
    """The machine believed it was day 40; now its clock is right again."""
    run_audit(floor.store, on=day(0), now=at(1))
    unplanned(floor, on=0)
    run_audit(floor.store, on=day(40), now=at(41))
    with pytest.raises(AuditError, match=f"{day(40)} was audited"):
        run_audit(floor.store, on=day(1), now=at(2))
    withdraw(1)
    assert run_audit(floor.store, on=day(1), now=at(2)) == [day(1)]
    assert AuditRun.objects.count() == 2
    assert Finding.objects.get().opened_on == day(1)


def test_the_command_says_so(floor, later):
    run_audit(floor.store, on=day(300), now=later)
    with pytest.raises(CommandError, match="a clock is or was wrong"):
        call_command("audit", "--on", str(day(1)))


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_clock_of_the_database_server_counts_where_it_is_earlier(db, settings):
    settings.ASK_DATABASE_CLOCK = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    assert clock.agreed(theirs - timedelta(hours=1)) == theirs - timedelta(hours=1)
    assert clock.agreed(theirs + timedelta(days=400)) < theirs + timedelta(days=1)


def test_withdrawn_and_run_again_equals_run_once(floor, audit, withdraw):
    overdue(floor, on=1).execute(5).plan(20, on=5)
    unplanned(floor, on=2).plan(30, on=6)
    evasive(floor, on=3)
    unplanned(floor, on=1).hand_over(4, floor.new_consultant())
    audit(0)
    audit(9)
    whole = everything(floor.store)
    assert whole[0][4]["findings"] and whole[0][6]["closed"]
    taken = withdraw(4)
    assert (taken.first_on, taken.last_on) == (day(4), day(9))
    assert not Finding.objects.filter(opened_on__gte=day(4)).exists()
    assert not Finding.objects.filter(closed_on__gte=day(4)).exists()
    assert Proposal.history.filter(history_type="-").first().history_user == floor.director
    audit(9)
    assert everything(floor.store) == whole


def test_after_all_nights_were_withdrawn_the_first_is_audited_again(floor, audit, withdraw):
    audit(2)
    audit(5)
    withdraw(2)
    assert not AuditRun.objects.exists()
    assert first_missing(floor.store, until=day(5)) == day(2)
    assert audit(5) == [day(n) for n in range(2, 6)]


def test_what_was_decided_stays(floor, audit, withdraw, later):
    """A penalty decided, an appeal, a verdict: each keeps its night and those before it; a later one can go."""
    unplanned(floor, on=1)
    evasive(floor, on=3)
    audit(0)
    audit(6)
    proposal = Proposal.objects.get(opened_on=day(1), share_of=None)
    file_appeal(proposal, by=floor.consultant, now=later, text="客户已到店")
    with pytest.raises(AuditError, match="appealed against"):
        withdraw(1)
    approve(proposal, by=floor.director, now=later, on=day(6))
    with pytest.raises(AuditError, match="approved or waived"):
        withdraw(0)
    suspicion = Finding.objects.get(rule="suspected_evasion")
    dismiss_suspicion(suspicion, by=floor.manager, now=later, on=day(6), reason="属实")
    with pytest.raises(AuditError, match="suspicion"):
        withdraw(suspicion.opened_on.day - day(0).day)
    assert AuditRun.objects.count() == 7 and not AuditWithdrawal.objects.exists()
    assert withdraw(6).findings == 0


def test_only_a_director_of_the_store_withdraws(floor, audit, withdraw):
    audit(1)
    with pytest.raises(PermissionDenied):
        withdraw(1, by=floor.manager)
    with pytest.raises(AuditError, match="No such night"):
        withdraw(2)


def test_a_gap_is_caught_up_though_newer_nights_exist(floor, audit, monkeypatch, later):
    unplanned(floor, on=2)
    audit(0)
    audit(5)
    AuditRun.objects.filter(on=day(3)).delete()
    asked = []
    monkeypatch.setattr(tasks, "clock", lambda: at(6))
    monkeypatch.setattr(tasks.audit_store, "delay", lambda *call: asked.append(call))
    before = Finding.objects.count()
    tasks.audit_due_stores()
    assert asked == [(floor.store.pk, str(day(5)))]
    tasks.audit_store(*asked.pop())
    tasks.audit_due_stores()
    assert not asked and AuditRun.objects.filter(store=floor.store).count() == 6
    assert Finding.objects.count() == before


def test_a_store_whose_nights_were_withdrawn_is_in_operation_all_the_same(
    floor, audit, withdraw, later
):
    """What an import tells counts from the first night that is not audited."""
    audit(3)
    withdraw(3)
    days = OpenDays(Context(now=later, by=None, stores=None))
    assert days.of(floor.store.pk, day(9)) == day(3)


def test_the_page_takes_back_and_tells_who_did(client, floor, audit, monkeypatch):
    quiet(floor, on=0)
    unplanned(floor, on=1)
    audit(1)
    audit(2)
    client.force_login(floor.director)
    page = client.get(reverse("compliance:night_list"))
    assert page.context["page_obj"].paginator.count == 2
    night = AuditRun.objects.get(on=day(1))
    address = reverse("compliance:night_withdraw", args=[night.pk])
    asked = client.get(address)
    assert (asked.context["nights"], asked.context["findings"]) == (2, Finding.objects.count())
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "网络中断一整天"})
    assert not AuditRun.objects.exists()
    assert "网络中断一整天" in client.get(reverse("compliance:night_list")).content.decode()
