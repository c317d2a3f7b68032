"""A night finds and tells what is late among complaints and questions, and keeps how many (R14.1, R5.4)."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.notices.models import Notice
from compliance.audit.models import AuditRun
from compliance.audit.queries import audit_report
from compliance.audit.services import run_audit
from foundation.nights import LookedThrough, looked_through
from service.complaints.models import Complaint
from service.complaints.services.working import close, reopen
from service.complaints.tasks import watch_complaints
from service.questions.rules import FINANCE, TERMS
from service.questions.services import answer, ask
from tests.factories import Floor


@pytest.fixture
def asked(floor, now):
    return ask(
        by=floor.consultant,
        now=now,
        customer=floor.customer,
        department=FINANCE,
        text="月供多少？",
        minutes=TERMS[0],
    )


@pytest.fixture
def night(floor, now):
    """``night(1)``: the audit of tomorrow, half past midnight after its close."""

    def night(days, store=None):
        store, on = store or floor.store, now.date() + timedelta(days=days)
        at = now.replace(hour=0, minute=30) + timedelta(days=days + 1)
        run_audit(store, on=on, now=at)
        return AuditRun.objects.get(store=store, on=on).late

    return night


def told(kind):
    return Notice.objects.filter(kind=kind)


def test_r14_1_a_night_tells_each_late_one_once(floor, take, asked, now, night):
    take(severity="critical")
    take(severity="ordinary")
    assert night(0) == {"complaints": 1, "questions": 1}
    people = {floor.service.pk, floor.manager.pk}
    assert set(told("complaint.late").values_list("person", flat=True)) == people
    assert told("complaint.late").count() == 2
    assert set(told("question.late").values_list("person", flat=True)) == {
        floor.finance.pk, floor.manager.pk, floor.consultant.pk
    }  # fmt: skip
    assert night(0) == {"complaints": 1, "questions": 1}
    assert (told("complaint.late").count(), told("question.late").count()) == (2, 3)
    night(9)
    assert told("complaint.escalated").count() == 2
    assert told("complaint.late").count() == 4


def test_r14_1_the_clock_and_the_night_tell_once_between_them(floor, take, now, night, monkeypatch):
    take(severity="critical")
    monkeypatch.setattr("service.complaints.tasks.clock", lambda: now + timedelta(hours=5))
    watch_complaints()
    before = told("complaint.late").count()
    night(0)
    watch_complaints()
    assert told("complaint.late").count() == before == 2


def test_r14_1_a_night_of_one_store_leaves_others_alone(floor, take, now, night):
    take(severity="critical")
    other = Floor()
    assert night(3, store=other.store) == {"complaints": 0, "questions": 0}
    assert not told("complaint.late") and not told("complaint.escalated")


def test_r14_1_a_night_counts_what_stood_late_at_its_close(floor, take, asked, now, night):
    """Two days caught up: what was answered after the close of the first stood late in it."""
    night(-1)
    complaint = take(severity="critical")
    close(complaint, by=floor.service, now=now + timedelta(days=1, hours=1), answer="好")
    answer(asked, by=floor.finance, now=now + timedelta(days=1, hours=1), text="三千")
    assert night(1) == {"complaints": 0, "questions": 0}
    caught_up = AuditRun.objects.get(store=floor.store, on=now.date())
    assert caught_up.late == {"complaints": 1, "questions": 1}
    assert not told("complaint.late") and not told("question.late")
    reopen(complaint, by=floor.service, now=now + timedelta(days=1, hours=2), reason="没有解决")
    assert night(6)["complaints"] == 1


def test_r14_1_the_command_and_the_page_say_how_many(floor, take, asked, now, browse):
    take(severity="critical", at=now - timedelta(days=9))
    on = (now.date() - timedelta(days=1)).isoformat()
    out = StringIO()
    call_command("audit", "--on", on, "--json", stdout=out)
    assert json.loads(out.getvalue())["late"] == {"complaints": 1, "questions": 0}
    out = StringIO()
    call_command("audit", "--on", on, stdout=out)
    assert "1 late complaints, 0 late questions" in out.getvalue()
    assert told("complaint.late").count() == 2
    page = browse(floor.director).get(reverse("compliance:night_list")).content.decode()
    assert "Late complaints" in page and "Late answers" in page
    AuditRun.objects.update(late={})
    assert audit_report([floor.store], on=now.date() - timedelta(days=1))["late"] == {}
    page = browse(floor.director).get(reverse("compliance:night_list")).content.decode()
    assert page.count('data-label="Late complaints">–') == 1


def test_r14_1_what_fails_to_be_told_keeps_no_night_from_being_audited(floor, take, night):
    def fail(store, *, now):
        raise RuntimeError

    looked_through._entries.insert(
        0, LookedThrough(code="x", label="x", tell=fail, late_at=lambda store, at: 0)
    )
    take(severity="critical")
    try:
        assert night(0) == {"x": 0, "complaints": 1, "questions": 0}
    finally:
        looked_through._entries.pop(0)
    assert Complaint.objects.exclude(late_told_at=None).exists()
