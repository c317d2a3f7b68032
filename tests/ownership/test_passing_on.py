"""A first contact that nobody made in time is offered to the next person (R5.3, R6.7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from compliance.audit.queries import audit_report
from compliance.audit.services import run_audit
from compliance.penalties.models import Proposal
from followups.activities.models import PASSED_ON, Activity
from followups.deadlines.services import compare
from followups.ownership.services import pass_on, reassign
from followups.plans.services import Plan, plan_activity, promise_call
from followups.withdrawals.services import undo
from leads.opportunities.models import Opportunity
from tests.factories import Floor

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture
def today(now):
    return now.date()


def first_contact(by):
    return Plan(by.date(), call_back_by=by, is_first_contact=True, expected_content="首次联系")


@pytest.fixture
def assigned(floor, now, today):
    """Assigned at ``now``, to be called within half an hour; planned besides for in three days."""
    opportunity = floor.open(now=now, on=today)
    by = now + 30 * MINUTE
    return plan_activity(
        by=floor.manager, now=now, on=today, opportunity=opportunity, plan=first_contact(by)
    )


@pytest.fixture
def passed(floor, now, today, assigned):
    """``passed(31)``: passed on by the system, so many minutes after the assignment."""
    colleague = floor.new_consultant(full_name="王强")

    def run(minutes, *, by=None, to=colleague, days=0):
        at = now + minutes * MINUTE + timedelta(days=days)
        plan = first_contact(at + 30 * MINUTE)
        on = today + timedelta(days=days)
        activity = Activity.objects.get(pk=assigned.pk)
        return pass_on(
            by=by, now=at, on=on, activity=activity, to=to, plan=plan, reason="轮到下一位"
        )

    return run


def owed(activity, **filters):
    return activity.deadlines.filter(kind="missed_first_contact", **filters)


def agrees():
    return not compare(Opportunity.objects.values_list("pk", flat=True))


def test_what_was_assigned_is_a_first_contact_and_no_call_back_r5_3(assigned, now):
    assert assigned.promised_at == now and assigned.call_back_by == now + 30 * MINUTE
    found = owed(assigned).get()
    assert (found.due_on, found.due_at) == (now.date(), assigned.call_back_by)
    assert not assigned.deadlines.filter(kind="missed_callback").exists()


def test_the_miss_stays_and_the_customer_goes_r5_3(floor, assigned, passed, now, today):
    opportunity, other = (
        assigned.opportunity,
        assigned.opportunity.activities.get(planned_on__gt=today),
    )
    taken = passed(31)
    for record in (assigned, opportunity, other):
        record.refresh_from_db()
    assert (assigned.state, assigned.consultant) == ("cancelled", floor.consultant)
    assert assigned.passed_on_at == now + 31 * MINUTE
    assert assigned.cancel_reason == PASSED_ON.of(name="王强")
    owners = {opportunity.consultant, opportunity.customer.consultant, other.consultant}
    assert owners == {taken.consultant} and taken.consultant.full_name == "王强"
    assert taken.is_first_contact and taken.assigned_at == now + 31 * MINUTE
    assert owed(assigned).get().responsible == floor.consultant
    assert owed(taken).get().responsible == taken.consultant
    assert opportunity.history.first().history_user is None
    assert agrees()


def test_the_night_finds_it_once_with_who_missed_it_r6_7(floor, assigned, passed, now, today):
    """Missed at half past, passed on a minute later, called in time by the next."""
    taken = passed(31)
    floor.contact(taken.opportunity, activity=taken, now=now + 40 * MINUTE, on=today)
    tomorrow = today + timedelta(days=1)
    for night in (today, tomorrow):
        run_audit(floor.store, on=night, now=now + timedelta(days=9))
    found = audit_report([floor.store], on=today)["findings"]
    assert [(f["rule"], f["responsible"]) for f in found] == [
        ("missed_first_contact", floor.consultant.username)
    ]
    assert found[0]["due_at"] == "2026-11-21T10:30:00+08:00"
    assert (found[0]["due_on"], found[0]["days_late"]) == (str(today), 0)
    report = audit_report([floor.store], on=tomorrow)
    assert not report["findings"]
    [closed] = report["closed"]
    assert (closed["rule"], closed["closed_on"]) == ("missed_first_contact", str(tomorrow))
    assert not Proposal.objects.exists()  # R8.8
    call_command("check_deadlines")


def test_on_a_later_day_the_night_has_found_it_already(floor, assigned, passed, now, today):
    run_audit(floor.store, on=today, now=now + timedelta(days=9))
    passed(0, days=1)
    ended = owed(assigned).get()
    assert (ended.found_on, ended.ended_on) == (today, today + timedelta(days=1))
    assert ended.responsible == floor.consultant and agrees()


def test_while_there_is_time_nothing_is_passed_on(assigned, passed):
    for minutes in (29, 30):
        with pytest.raises(ValidationError, match="still time"):
            passed(minutes)
    assigned.refresh_from_db()
    assert assigned.is_planned and assigned.passed_on_at is None


def test_a_second_time_it_is_refused(passed):
    passed(31)
    with pytest.raises(ValidationError, match="already finished"):
        passed(32)


@pytest.mark.parametrize("minutes", [20, 31])
@pytest.mark.parametrize("by_its_plan", [True, False])
def test_who_was_called_meanwhile_stays(floor, assigned, passed, now, today, minutes, by_its_plan):
    plan = assigned if by_its_plan else None
    at = now + minutes * MINUTE
    floor.contact(assigned.opportunity, activity=plan, now=at, on=today)
    with pytest.raises(ValidationError):
        passed(32)
    assert assigned.opportunity.consultant == floor.consultant and agrees()


def test_an_attempt_alone_does_not_keep_it(floor, assigned, passed, now, today):
    tried = {"result": "no_answer", "content": "", "feedback": ""}
    floor.contact(assigned.opportunity, now=now + 5 * MINUTE, on=today, **tried)
    assert owed(passed(31)).exists() and agrees()


def test_nobody_gets_it_twice_nor_from_another_store(floor, passed):
    for to in (floor.consultant, Floor().consultant):
        with pytest.raises(ValidationError) as refused:
            passed(31, to=to)
        assert "to" in refused.value.message_dict


def test_from_one_to_the_next_each_has_missed_their_own(floor, assigned, passed, now, today):
    first, third = passed(31), floor.new_consultant()
    at = now + 62 * MINUTE
    second = pass_on(
        by=floor.manager,
        now=at,
        on=today,
        activity=first,
        to=third,
        plan=first_contact(at + 30 * MINUTE),
        reason="轮到下一位",
    )
    people = [owed(plan).get().responsible for plan in (assigned, first, second)]
    assert people == [floor.consultant, first.consultant, third]
    assert agrees()


def test_a_hand_over_before_the_moment_takes_the_promise_along(floor, assigned, now, today):
    to = floor.new_consultant()
    customer = assigned.opportunity.customer
    reassign(by=floor.manager, now=now, on=today, customer=customer, to=to, reason="balance")
    assert owed(assigned).get().responsible == to and agrees()


def test_a_contact_undone_leaves_the_first_contact_owed_r1_4(floor, assigned, now, today):
    at = now + 5 * MINUTE
    floor.contact(assigned.opportunity, activity=assigned, now=at, on=today)
    assert not owed(assigned).exists()
    undo(by=floor.consultant, now=at + MINUTE, activity=assigned)
    assert owed(assigned, ended_on=None).exists() and agrees()


def test_whoever_comes_by_meanwhile_is_called_back_by_the_first_contact_r4_6(
    floor, assigned, now, today
):
    """It comes sooner; one that comes later does not do."""
    promise = {"by": floor.manager, "now": now, "on": today}
    opportunities = [assigned.opportunity]
    soon, late = (
        Plan(by.date(), call_back_by=by, expected_content="回访")
        for by in (now + 10 * MINUTE, now + timedelta(hours=24))
    )
    assert promise_call(**promise, opportunities=opportunities, plan=late) == assigned
    assert promise_call(**promise, opportunities=opportunities, plan=soon) != assigned


def test_a_plan_that_stands_becomes_the_first_contact_r5_3(floor, now, today):
    opportunity = floor.open(now=now, on=today, plan_in=0)
    plan = opportunity.activities.get()
    later = now + 15 * MINUTE
    made = promise_call(
        by=None,
        now=later,
        on=today,
        opportunities=[opportunity],
        plan=first_contact(now + 60 * MINUTE),
    )
    assert (made.pk, made.is_first_contact, made.assigned_at) == (plan.pk, True, later)
    assert owed(plan).exists() and agrees()
