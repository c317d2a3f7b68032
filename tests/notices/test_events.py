"""Each event reaches the person it concerns, and what it overtakes goes (R10.3)."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from accounts.notices.models import Notice
from compliance.audit.services import run_audit
from compliance.hand_over.services.giving import hand_over, plan_hand_over, undo_hand_over
from compliance.penalties.models import LedgerEntry, Proposal, RectificationReport
from compliance.penalties.services.appeals import file_appeal
from compliance.penalties.services.deciding import Consequence, approve, waive
from compliance.penalties.services.ledger import reverse
from compliance.penalties.services.reports import return_report, submit_report
from followups.annotations.services import annotate, mark_read
from followups.support.services import answer_support, ask_for_support, read_answer
from followups.take_overs.services import give_back, take_over
from leads.change_requests.services import ask_change, refuse_request
from leads.customers.models import Customer
from tests.factories import Floor


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def today(now):
    return now.date()


def told(person, *, unread=True):
    """The kinds of what the person was told, the earliest first."""
    rows = Notice.objects.filter(person=person).order_by("pk")
    return [notice.kind for notice in (rows.unread() if unread else rows)]


@pytest.fixture
def proposal(floor, now, today):
    """A plan that nobody kept: the audit proposes a fine."""
    start = today - timedelta(days=20)
    floor.open(now=now - timedelta(days=20), on=start, plan_in=2)
    run_audit(floor.store, on=today - timedelta(days=1), now=now)
    return Proposal.objects.get(person=floor.consultant, family="follow-up")


def test_the_night_tells_the_consultant_and_the_manager(floor, proposal):
    assert set(told(floor.consultant)) == {"penalty.proposed"}
    assert set(told(floor.manager)) == {"penalty.share_proposed"}
    notice = Notice.objects.get(person=floor.consultant, key=proposal.pk)
    with override("en"):
        assert str(notice).startswith(f"Proposed: Fine of ¥{proposal.amount}")
        assert notice.act == "Appeal" and notice.url == f"/proposals/{proposal.pk}/"


def test_a_second_audit_of_the_night_tells_nothing_anew(floor, proposal, now, today):
    before = Notice.objects.count()
    run_audit(floor.store, on=today - timedelta(days=1), now=now + timedelta(hours=1))
    assert Notice.objects.count() == before


def test_a_decision_overtakes_the_proposal_and_answers_the_appeal(floor, proposal, now, today):
    file_appeal(proposal, by=floor.consultant, now=now, text="客户出国")
    waive(proposal, by=floor.director, now=now, reason="属实")
    mine = Notice.objects.filter(person=floor.consultant, key=proposal.pk)
    assert [n.kind for n in mine.unread()] == ["penalty.appeal_granted"]
    assert "penalty.waived" in told(floor.manager)


def test_a_fine_and_its_reversal(floor, proposal, now, today):
    approve(proposal, by=floor.director, now=now, on=today)
    mine = Notice.objects.filter(person=floor.consultant, key=proposal.pk)
    assert [n.kind for n in mine.unread()] == ["penalty.approved"]
    entry = LedgerEntry.objects.get(proposal=proposal)
    reverse(entry, by=floor.director, now=now, on=today, reason="误判")
    assert [n.kind for n in mine.unread()] == ["penalty.reversed"]
    assert told(floor.manager)[-1] == "penalty.reversed"


def test_a_report_is_told_with_its_day_and_each_time_it_comes_back(floor, now, today):
    proposal = Proposal.objects.create(
        store=floor.store,
        person=floor.consultant,
        family="expiry",
        kind="report",
        opened_on=today,
        occasion=1,
        items=1,
        amount=0,
    )
    due_on = today + timedelta(days=2)
    approve(proposal, by=floor.director, now=now, on=today, consequence=Consequence(due_on))
    assert told(floor.consultant) == ["report.due"]
    with override("en"):
        assert Notice.objects.get().act == f"Write it by {due_on.day} Nov 2026"
    report = RectificationReport.objects.get()
    for minute in (1, 2):
        at = now + timedelta(minutes=minute)
        submit_report(report, by=floor.consultant, now=at, text="改正")
        return_report(report, by=floor.manager, now=at, on=today, comment="不够具体")
    assert told(floor.consultant) == ["report.returned"]
    assert told(floor.consultant, unread=False) == ["report.due"] + 2 * ["report.returned"]


def test_a_hand_over_is_told_once_to_each_and_so_is_its_undoing(floor, now, today):
    for _twice in range(2):
        floor.open(now=now, on=today)
    taker = floor.new_consultant()
    plan = plan_hand_over(Customer.objects.all(), to=[taker], on=today)
    made = hand_over(
        by=floor.director, now=now, on=today, store=floor.store, plan=plan, reason="平衡"
    )
    assert (told(floor.consultant), told(taker)) == (["hand_over.taken"], ["hand_over.given"])
    with override("en"):
        said = str(Notice.objects.get(person=taker))
    assert said == f"Customers given to you: 2. By {floor.director}"
    undo_hand_over(made, by=floor.director, now=now, on=today)
    assert told(taker) == ["hand_over.given", "hand_over.taken"]


def test_a_take_over_and_its_end(floor, now, today):
    customer = floor.open(now=now, on=today).customer
    until = today + timedelta(days=3)
    row = take_over(
        by=floor.manager, now=now, on=today, customer=customer, until_on=until, reason="重点"
    )
    give_back(row, by=floor.manager, now=now, on=today)
    assert told(floor.consultant) == ["take_over.begun", "take_over.ended"]
    assert "王小明" not in str(list(Notice.objects.values_list("values", flat=True)))


def test_what_is_read_on_its_own_page_is_read_on_the_bell(floor, now, today):
    wanted = ask_for_support(by=floor.consultant, now=now, on=today, text="试驾车")
    answer_support(by=floor.manager, now=now, wanted=wanted, text="明天")
    again = now + timedelta(minutes=1)
    answer_support(by=floor.manager, now=again, wanted=wanted, text="今天")
    assert told(floor.consultant) == ["support.answered"]
    read_answer(by=floor.consultant, now=again, wanted=wanted)
    activity = floor.open(now=now, on=today).activities.planned().get()
    annotation = annotate(by=floor.manager, now=now, activity=activity, text="跟紧")
    assert told(floor.consultant) == ["annotation.written"]
    mark_read(by=floor.consultant, now=now, annotation=annotation)
    assert told(floor.consultant) == []


def test_a_refused_request_reaches_who_asked(floor, now, today):
    customer = floor.open(now=now, on=today).customer
    asked = ask_change(by=floor.consultant, now=now, customer=customer, name="王明", reason="笔误")
    refuse_request(asked, by=floor.manager, now=now, reason="证件不符")
    assert told(floor.consultant) == ["request.refused"]
