"""A grading policy that begins tonight is the one the night is judged by (R3.2)."""

from datetime import timedelta

import pytest

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.policy_changes.services import adopt_policy
from leads.grading.models import GradingPolicy
from tests.factories import Floor

pytestmark = pytest.mark.django_db


def test_the_audit_judges_by_the_policy_in_force_on_its_night(now):
    floor, today = Floor(), now.date()
    floor.open(now=now, on=today, grade="H", plan_in=3, days=7)
    adopt_policy(
        by=floor.director,
        now=now,
        on=today,
        store=floor.store,
        policy=GradingPolicy.objects.get(code="S1"),
        effective_from=today + timedelta(days=1),
    )
    for days, breaches in ((0, 0), (1, 0), (2, 1)):
        day = today + timedelta(days=days)
        run_audit(floor.store, on=day, now=now + timedelta(days=days))
        found = Finding.objects.filter(rule="cadence_breach", opened_on=day)
        assert found.count() == breaches, "H of S1 wants a contact every day"
