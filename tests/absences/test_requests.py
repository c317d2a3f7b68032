"""Asked for, approved, refused, withdrawn, cancelled, imposed (R4.7, R8.7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from followups.absences.queries import moves_of
from followups.absences.rules import DAY_LIMIT
from followups.absences.services.requesting import (
    cancel_absence,
    impose_absence,
    refuse_absence,
    withdraw_absence,
)
from followups.activities.models import Activity
from followups.calendars.models import Absence
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from followups.plans.services import Plan, move_activity, plan_activity
from foundation.decisions import APPROVE, decide_all
from leads.opportunities.models import Opportunity
from tests.shown import choices_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(today):
    return lambda number: today + timedelta(days=number)


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, plan_in=4)


@pytest.fixture(autouse=True)
def consistent(db):
    yield
    ids = list(Opportunity.objects.values_list("pk", flat=True))
    assert not ids or list(compare(ids).lines()) == []


@pytest.mark.parametrize("plans, expected", [("postpone", 6), ("pull-forward", 2)])
def test_approval_moves_the_plans_as_shown(
    ask, approve, opportunity, day, plan_of, plans, expected
):
    absence = ask(3, 5, plans)
    assert plan_of(opportunity).planned_on == day(4), "nothing moves before the approval"
    [move] = moves_of(absence, on=day(0))
    assert (move.from_on, move.to_on, move.is_new) == (day(4), day(expected), False)
    approve(absence)
    plan = plan_of(opportunity)
    assert plan.planned_on == day(expected)
    [moved] = plan.moves.all()
    assert moved.absence_id == absence.pk
    absence.refresh_from_db()
    assert absence.recorded_on == day(0) and absence.decided_by is not None
    assert not Deadline.objects.filter(kind="suspected_evasion").exists()


def test_a_request_alone_stops_no_clock(ask, opportunity, day):
    due = opportunity.deadlines.get(kind="cadence_breach").due_on
    ask(1, 5)
    Opportunity.objects.get(pk=opportunity.pk)
    assert opportunity.deadlines.get(kind="cadence_breach").due_on == due


def test_no_day_becomes_overfull(ask, approve, floor, now, day, today):
    for _n in range(DAY_LIMIT + 2):
        floor.open(now=now, on=today, plan_in=4)
    approve(ask(3, 5))
    on_day = Activity.objects.planned().filter
    assert on_day(planned_on=day(6)).count() == DAY_LIMIT
    assert on_day(planned_on=day(7)).count() == 2


def test_hot_customers_are_called_first(ask, approve, floor, now, today, day, plan_of):
    cold = [floor.open(now=now, on=today, grade="C", days=60, plan_in=4) for _n in range(DAY_LIMIT)]
    hot = floor.open(now=now, on=today, grade="H", plan_in=4)
    approve(ask(4, 4))
    assert plan_of(hot).planned_on == day(5)
    assert plan_of(cold[-1]).planned_on == day(6)


def test_a_day_may_be_adjusted(ask, approve, opportunity, day, plan_of):
    plan = plan_of(opportunity)
    absence = ask(3, 5, days={plan.pk: day(9)})
    approve(absence)
    assert plan_of(opportunity).planned_on == day(9)


@pytest.mark.parametrize("number", [-1, 3, 5, 40])
def test_but_not_to_any_day(ask, opportunity, day, plan_of, number):
    with pytest.raises(ValidationError):
        ask(3, 5, days={plan_of(opportunity).pk: day(number)})
    assert not Absence.objects.exists()


def test_other_plans_than_those_shown_are_refused(ask, opportunity):
    with pytest.raises(ValidationError):
        ask(3, 5, days={})


def test_what_changed_meanwhile_is_proposed_anew(
    ask, approve, floor, opportunity, now, today, day, plan_of
):
    absence = ask(3, 5)
    (choice,) = choices_of("absence", [absence], now=now)
    other = floor.open(now=now, on=today, plan_in=5)
    (result,) = decide_all([choice], act=APPROVE, by=floor.manager, now=now)
    assert result.changed
    assert plan_of(opportunity).planned_on == day(4)
    assert [move.is_new for move in moves_of(absence, on=today)] == [False, True]
    move_activity(
        by=floor.consultant,
        now=now,
        on=today,
        activity=plan_of(opportunity),
        to_on=day(3),
        reason="客户要求",
    )
    assert all(move.is_new for move in moves_of(absence, on=today))
    approve(absence)
    assert {plan_of(o).planned_on for o in (opportunity, other)} == {day(6)}


def test_approving_late_proposes_days_that_are_not_past(ask, approve, opportunity, day, plan_of):
    absence = ask(3, 5)
    approve(absence, on=day(8))
    assert plan_of(opportunity).planned_on == day(8)
    absence.refresh_from_db()
    assert absence.recorded_on == day(8)


def test_it_may_be_too_late_to_pull_forward(ask, approve, opportunity, day):
    with pytest.raises(ValidationError):
        ask(0, 5, "pull-forward")
    absence = ask(3, 5, "pull-forward")
    with pytest.raises(ValidationError):
        approve(absence, on=day(3))
    absence.refresh_from_db()
    assert absence.is_requested


def test_pressing_twice_has_one_effect(ask, approve, opportunity, plan_of):
    absence = ask(3, 5)
    approve(absence)
    with pytest.raises(ValidationError) as refused:
        approve(absence)
    assert refused.value.code == "decided"
    assert plan_of(opportunity).moves.count() == 1


@pytest.mark.parametrize("start, end", [(3, 5), (5, 9), (0, 3), (4, 4), (0, 9)])
def test_overlapping_absences_are_refused(ask, start, end):
    ask(3, 5)
    with pytest.raises(ValidationError):
        ask(start, end)
    ask(6, 7), ask(1, 2)


@pytest.mark.parametrize("start, end", [(5, 4), (-32, 2), (0, 366)])
def test_impossible_days_are_refused(ask, start, end):
    with pytest.raises(ValidationError):
        ask(start, end)


def test_refused_and_withdrawn_requests_free_the_days(ask, floor, now, opportunity, plan_of, day):
    absence = ask(3, 5)
    with pytest.raises(ValidationError):
        refuse_absence(by=floor.manager, now=now, absence=absence, reason=" ")
    refuse_absence(by=floor.manager, now=now, absence=absence, reason="车展")
    absence = ask(3, 5)
    withdraw_absence(by=floor.consultant, now=now, absence=absence)
    for late in (withdraw_absence,):
        with pytest.raises(ValidationError):
            late(by=floor.consultant, now=now, absence=absence)
    assert plan_of(opportunity).planned_on == day(4)
    ask(3, 5)


def test_a_cancelled_absence_no_longer_counts(
    ask, approve, floor, now, today, opportunity, day, plan_of
):
    row = opportunity.deadlines.get(kind="cadence_breach")
    due, breaks = row.due_on, row.breaks_on
    absence = approve(ask(3, 5))
    row = opportunity.deadlines.get(kind="cadence_breach", ended_on=None)
    assert (row.due_on, row.breaks_on > breaks) == (due, True)
    with pytest.raises(ValidationError):
        cancel_absence(by=floor.manager, now=now, on=day(3), absence=absence, reason="车展")
    cancel_absence(by=floor.manager, now=now, on=day(1), absence=absence, reason="车展")
    row = opportunity.deadlines.get(kind="cadence_breach", ended_on=None)
    assert (row.due_on, row.breaks_on) == (due, breaks)
    assert plan_of(opportunity).planned_on == day(6), "the plans stay where they are"
    ask(3, 5)


def test_a_plan_made_for_a_cancelled_absence_is_no_evasion_afterwards(
    ask, approve, floor, now, today, opportunity, day
):
    """H wants a contact every 3 days: away from 4 to 12, day 13 is as good as 6."""
    absence = approve(ask(4, 12))
    later = Plan(day(13), stretch_reason="休假", expected_content="聊聊配置")
    plan_activity(by=floor.consultant, now=now, on=day(1), opportunity=opportunity, plan=later)
    cancel_absence(by=floor.manager, now=now, on=day(2), absence=absence, reason="车展")
    assert not Deadline.objects.filter(kind="suspected_evasion").exists()


def impose(floor, now, today, start, end, plans="postpone"):
    return impose_absence(
        by=floor.director,
        now=now,
        on=today,
        user=floor.consultant,
        kind="suspension",
        from_on=today + timedelta(days=start),
        to_on=today + timedelta(days=end),
        plans=plans,
    )


def test_a_suspension_counts_at_once(floor, now, today, day, opportunity, plan_of):
    absence = impose(floor, now, today, 1, 7)
    assert (absence.state, absence.recorded_on) == ("approved", today)
    assert plan_of(opportunity).planned_on == day(8)


def test_a_suspension_leaves_no_room_for_a_request(ask, approve, floor, now, today, opportunity):
    absence = ask(3, 5)
    impose(floor, now, today, 4, 7)
    with pytest.raises(ValidationError):
        approve(absence)
    with pytest.raises(ValidationError):
        impose(floor, now, today, 7, 9)


def test_working_day_policies_move_to_working_days(
    ask, approve, floor, now, today, day, plan_of, opportunity
):
    """The fixed today is a Saturday; S2 counts working days only."""
    from followups.policy_changes.services import adopt_policy
    from leads.grading.models import GradingPolicy

    adopt_policy(
        by=None,
        now=now,
        on=today,
        store=floor.store,
        policy=GradingPolicy.objects.get(code="S2"),
        effective_from=today,
    )
    approve(ask(4, 6))
    assert plan_of(opportunity).planned_on == day(9), "day 7 is a Saturday"
