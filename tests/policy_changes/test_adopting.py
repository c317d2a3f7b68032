"""A store changes its grading policy (R3.2): from a date on, and history stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from followups.deadlines.services import compare
from followups.policy_changes.services import adopt_policy, apply_due_policies
from leads.grading.models import GradingPolicy
from leads.grading.queries import policy_in_force
from tests.factories import Floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity(now):
    return Floor().open(now=now, on=now.date(), grade="H", plan_in=1)


def adopt(opportunity, now, code, days):
    return adopt_policy(
        by=None,
        now=now,
        on=now.date(),
        store=opportunity.store,
        policy=GradingPolicy.objects.get(code=code),
        effective_from=now.date() + timedelta(days=days),
    )


def cadence_due(opportunity):
    return opportunity.deadlines.get(kind="cadence_breach", ended_on=None).due_on


def test_a_store_that_adopted_none_grades_by_s0(opportunity, now):
    assert policy_in_force(opportunity.store, on=now.date()).code == "S0"


def test_open_opportunities_follow_from_the_date_on(opportunity, now):
    today = now.date()
    adopt(opportunity, now, "S1", 2)
    assert cadence_due(opportunity) == today + timedelta(days=3)
    apply_due_policies(opportunity.store, on=today + timedelta(days=1))
    assert cadence_due(opportunity) == today + timedelta(days=3)
    apply_due_policies(opportunity.store, on=today + timedelta(days=2))
    assert cadence_due(opportunity) == today + timedelta(days=1), (
        "H of S1 wants a contact every day"
    )
    assert not compare([opportunity.pk])
    changes = opportunity.changes.count()
    apply_due_policies(opportunity.store, on=today + timedelta(days=2))
    assert opportunity.changes.count() == changes


def test_a_code_that_the_new_policy_does_not_know_stays(opportunity, now):
    adopt(opportunity, now, "S2", 0)
    opportunity.refresh_from_db()
    assert opportunity.grade.policy.code == "S0"


def test_no_policy_begins_in_the_past_or_twice(opportunity, now):
    with pytest.raises(ValidationError):
        adopt(opportunity, now, "S1", -1)
    adopt(opportunity, now, "S1", 5)
    with pytest.raises(ValidationError):
        adopt(opportunity, now, "S0", 5)
