"""When each rule first holds at the close of a day (R6.1–R6.6)."""

import pytest

from compliance.findings.models import Finding
from tests.records import History, day, evasive, overdue, quiet, unplanned


def rules(**filters):
    return sorted(Finding.objects.open().filter(**filters).values_list("rule", flat=True))


def only(rule):
    return Finding.objects.get(rule=rule)


def test_nothing_wrong_nothing_found(floor, audit):
    quiet(floor)
    audit(0)
    assert rules() == []


def test_overdue_activity_r6_1(floor, audit):
    history = overdue(floor, on=3)
    audit(3)
    found = only("overdue_activity")
    assert (found.due_on, found.planned_on, found.days_late) == (day(3), day(3), 0)
    assert found.activity == history.activity
    assert (found.responsible, found.supervisor) == (floor.consultant, floor.manager)
    assert (found.assessor, found.grade) == (floor.director, "C")


def test_expired_opportunity_r6_2(floor, audit):
    History(floor, code="C", expected=4).plan(40)
    audit(4)
    assert rules() == []
    audit(5)
    assert rules() == ["expired_opportunity"]
    found = only("expired_opportunity")
    assert (found.due_on, found.days_late, found.planned_on) == (day(4), 1, None)


def test_an_order_does_not_expire(floor, audit):
    History(floor, code="O", expected=4).plan(7)
    audit(6)
    assert rules() == []


def test_missing_next_plan_r6_3(floor, audit):
    unplanned(floor, on=1)
    quiet(floor).cancel(2)
    audit(1)
    assert rules() == ["missing_next_plan"]
    assert only("missing_next_plan").due_on == day(1)
    audit(2)
    assert sorted(Finding.objects.values_list("due_on", flat=True)) == [day(1), day(2)]


def test_cadence_breach_r6_4(floor, audit):
    History(floor, code="H", expected=100).plan(6)
    audit(3)
    assert rules() == []
    audit(4)
    assert rules() == ["cadence_breach"]
    assert (only("cadence_breach").due_on, only("cadence_breach").days_late) == (day(3), 1)


def test_suspected_evasion_by_a_far_plan_r6_5(floor, audit):
    evasive(floor, on=0)
    audit(0)
    assert rules() == ["suspected_evasion"]
    found = only("suspected_evasion")
    assert (found.due_on, found.planned_on) == (day(0), day(10))


def test_three_moves_are_one_suspicion_r6_5(floor, audit):
    history = History(floor, code="C", expected=300).plan(5)
    history.move(1, 10).move(2, 15)
    audit(2)
    assert rules() == []
    history.move(3, 20)
    audit(3)
    history.move(4, 25)
    audit(4)
    assert rules() == ["suspected_evasion"]
    assert only("suspected_evasion").planned_on == day(20)


def test_three_pushes_without_a_new_grade_r6_5(floor, audit):
    history = History(floor, code="H", expected=5).plan(6)
    history.change(1, expected=6).change(2, expected=7)
    audit(2)
    assert rules() == []
    history.change(3, expected=8)
    audit(3)
    assert rules() == ["suspected_evasion"]


def test_no_effective_contact_30_r6_6(floor, audit):
    history = quiet(floor).execute(29, result="no_answer")
    history.plan(55, on=29)
    audit(30)
    assert rules() == []
    audit(31)
    assert rules() == ["no_effective_contact_30"]
    assert only("no_effective_contact_30").due_on == day(30)


@pytest.mark.parametrize("number", [0, 1, 5])
def test_an_unplanned_finding_goes_on_until_there_is_a_plan(floor, audit, number):
    history = unplanned(floor, on=0)
    audit(0)
    audit(number)
    assert rules() == ["missing_next_plan"]
    history.plan(number + 8, on=number + 1)
    audit(number + 1)
    assert rules() == []
    assert only("missing_next_plan").closed_on == day(number + 1)
