"""An approved absence delays every deadline and stretches none, and the nightly audit proves it (R4.7)."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.absences.services.requesting import cancel_absence
from followups.deadlines.services import compare
from leads.opportunities.models import Opportunity
from tests.absences.conftest import approve, ask, at_fixed_now, today  # noqa: F401

pytestmark = pytest.mark.django_db


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
def test_an_approved_absence_delays_every_rule(owing, audit, ask, approve, today, plans):
    """Days 2 to 6 are away: what would break on 4 breaks on the first day back, late by its own due day."""
    approve(ask(2, 6, plans))
    assert of_the_four(audit(0, 6)) == (
        set() if plans == "postpone" else {("overdue_activity", 1)}
    ), "pulled forward to day 1 and not done"
    after = of_the_four(audit(7, 7))
    delayed = {"cadence_breach", "no_effective_contact_30", "expired_opportunity"}
    assert {(rule, 7) for rule in delayed} <= after
    late = Finding.objects.filter(rule__in=delayed, opened_on=today + timedelta(days=7))
    assert set(late.values_list("due_on", "days_late")) == {(today + timedelta(days=3), 4)}
    overdue = {night for rule, night in after if rule == "overdue_activity"}
    assert overdue == ({7} if plans == "postpone" else {1})


def test_an_absence_wholly_before_that_day_changes_nothing(owing, audit, ask, approve):
    approve(ask(2, 3))
    assert of_the_four(audit(0, 4)) == RULES


def test_the_interval_waits_for_the_day_that_the_approval_chose(
    floor, now, today, audit, ask, approve
):
    """A contacted on day 0 breaks on 8; away from 6 to 8, the plan moved to 11 by the approval."""
    opportunity = floor.open(now=now, on=today, grade="A", days=15, plan_in=7)
    absence = ask(6, 8)
    chosen = today + timedelta(days=11)
    absence.proposed_plans.update(to_on=chosen)
    approve(absence)
    row = opportunity.deadlines.get(kind="cadence_breach", ended_on=None)
    assert (row.due_on, row.breaks_on) == (today + timedelta(days=7), chosen)
    assert row.good_until == today + timedelta(days=10), "the days left on the worklist"
    assert of_the_four(audit(0, 10)) == set()
    assert of_the_four(audit(11, 11)) == {("cadence_breach", 11), ("overdue_activity", 11)}


def test_what_an_older_version_stored_is_mended_and_its_finding_goes_on(floor, now, today, audit):
    """Found on day 6 by a due day that an absence had moved to 5; by the rules it is 3."""
    opportunity = floor.open(now=now, on=today, grade="H", days=7, plan_in=20)
    stored = opportunity.deadlines.filter(kind="cadence_breach")
    due, broke = today + timedelta(days=5), today + timedelta(days=6)
    stored.update(due_on=due, breaks_on=broke)
    audit(0, 6)
    finding = Finding.objects.get(rule="cadence_breach")
    with pytest.raises(SystemExit):
        call_command("check_deadlines", stdout=io.StringIO())
    call_command("check_deadlines", "--mend", stdout=io.StringIO())
    call_command("check_deadlines", stdout=io.StringIO())
    audit(7, 7)
    after = Finding.objects.get(rule="cadence_breach")
    assert (after.opened_on, after.due_on, after.days_late) == (broke, due, 1)
    assert after.pk == finding.pk and after.closed_on is None
    assert after.deadline.due_on == today + timedelta(days=3)
    call_command("check_deadlines", stdout=io.StringIO())


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
