"""The clock of every deadline stops for an approved absence, and the nightly audit proves it (R4.7)."""

from datetime import timedelta

import pytest

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.absences.services.requesting import cancel_absence
from followups.deadlines.services import compare
from leads.opportunities.models import Opportunity
from tests.absences.conftest import approve, ask, at_fixed_now, today  # noqa: F401

pytestmark = pytest.mark.django_db
AWAY = 5


@pytest.fixture
def audit(floor, now, today):
    """`audit(0, 6)`: the nights of these days; what each opened as `{(rule, night)}`."""

    def run(first, last):
        for number in range(first, last + 1):
            on = today + timedelta(days=number)
            run_audit(floor.store, on=on, now=now + timedelta(days=number + 1))
        return {
            (finding.rule, (finding.opened_on - today).days)
            for finding in Finding.objects.filter(responsible=floor.consultant)
        }

    return run


@pytest.fixture
def owing(floor, now, today):
    """A floor on which each rule breaks on the night of day 4, were it not for the absence."""

    def day(number):
        return today + timedelta(days=number)

    def when(number):
        return {"now": now + timedelta(days=number), "on": day(number)}

    floor.open(**when(0), grade="C", days=90, plan_in=4)
    floor.open(**when(0), grade="A", days=3, plan_in=30)
    floor.open(**when(0), grade="H", days=7, plan_in=40)
    neglected = floor.open(**when(-27), grade="C", days=90, plan_in=60)
    floor.contact(
        neglected,
        **when(-1),
        result="no_answer",
        content="",
        next_in=60,
        note="C",
        expected_on=day(90),
    )
    return when


def unplan(opportunity, now, on):
    """An import withdrew the only plan."""
    from followups.deadlines.services import sync
    from followups.plans.services import drop_plan

    drop_plan(opportunity.activities.planned().get(), by=None, now=now, on=on, reason="withdrawn")
    sync([opportunity.pk])


RULES = {
    ("overdue_activity", 4),
    ("cadence_breach", 4),
    ("expired_opportunity", 4),
    ("no_effective_contact_30", 4),
}


def of_the_four(found):
    return {pair for pair in found if pair[0] != "suspected_evasion"}


def test_without_an_absence_all_of_them_break(owing, audit):
    assert of_the_four(audit(0, 4)) == RULES


@pytest.mark.parametrize("plans", ["postpone", "pull-forward"])
def test_an_approved_absence_stops_every_clock(owing, audit, ask, approve, plans):
    """Days 2 to 6 are away: counted days go on afterwards, agreed dates break on the first day back."""
    approve(ask(2, 2 + AWAY - 1, plans))
    assert of_the_four(audit(0, 6)) == (
        set() if plans == "postpone" else {("overdue_activity", 1)}
    ), "pulled forward to day 1 and not done"
    after = of_the_four(audit(7, 9))
    assert {
        ("cadence_breach", 4 + AWAY),
        ("no_effective_contact_30", 4 + AWAY),
        ("expired_opportunity", 7),
    } <= after
    overdue = {night for rule, night in after if rule == "overdue_activity"}
    assert overdue == ({7} if plans == "postpone" else {1})


def test_moved_plans_are_no_suspicion(owing, audit, ask, approve):
    before = audit(0, 1)
    approve(ask(2, 6), on=None)
    suspicions = {pair for pair in audit(2, 9) if pair[0] == "suspected_evasion"}
    assert suspicions == {pair for pair in before if pair[0] == "suspected_evasion"}


def test_a_missing_plan_waits_as_well(floor, now, today, audit, ask, approve):
    opportunity = floor.open(now=now, on=today, grade="C", days=90, plan_in=20)
    approve(ask(2, 6))
    audit(0, 2)
    unplan(opportunity, now, today + timedelta(days=3))
    assert of_the_four(audit(3, 6)) == set()
    assert of_the_four(audit(7, 7)) == {("missing_next_plan", 7)}


def test_a_request_that_nobody_approved_stops_nothing(owing, audit, ask):
    ask(2, 6)
    assert of_the_four(audit(0, 4)) == RULES


def test_approval_after_the_night_does_not_undo_it(owing, audit, ask, approve, today):
    """Found on night 4, approved on day 5 for days 4 to 8: the finding stays on record and closes."""
    absence = ask(4, 8)
    assert of_the_four(audit(0, 4)) == RULES
    approve(absence, on=today + timedelta(days=5))
    assert of_the_four(audit(5, 5)) == RULES
    assert set(
        Finding.objects.exclude(rule="suspected_evasion").values_list("closed_on", flat=True)
    ) == {today + timedelta(days=5)}


def test_a_cancelled_absence_rewrites_no_night(owing, audit, ask, approve, floor, now, today):
    absence = approve(ask(3, 7))
    before = audit(0, 1)
    on = today + timedelta(days=2)
    cancel_absence(by=floor.manager, now=now, on=on, absence=absence, reason="车展")
    assert audit(1, 1) == before, "the last night may run again"
    found = of_the_four(audit(2, 4))
    assert found == RULES - {("overdue_activity", 4)}, "its plan had moved to day 8 and stays"
    assert ("overdue_activity", 8) in audit(5, 8)
    ids = list(Opportunity.objects.values_list("pk", flat=True))
    assert list(compare(ids).lines()) == []
