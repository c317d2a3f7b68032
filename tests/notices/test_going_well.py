"""Home says what went well too: one's own figures, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_site.home.queries import going_well
from followups.activities.models import Activity
from followups.ownership.services import reopen_opportunity
from leads.grading.queries import Intent
from leads.opportunities.models import State
from leads.opportunities.services import change_opportunity
from orders.targets.models import Target
from tests.factories import Floor, plan_on


@pytest.fixture
def floor(db):
    return Floor()


def test_contacts_kept_of_those_due_this_week(floor, now):
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    for _n in range(2):
        floor.open(now=now - timedelta(days=7), on=monday - timedelta(days=2), plan_in=3)
    before = going_well(floor.consultant, on=today)
    assert (before.due, before.kept) == (2, 0) and not before
    plan = Activity.objects.planned().first()
    Activity.objects.filter(pk=plan.pk).update(
        state="executed",
        result="reached",
        executed_on=plan.planned_on,
        ended_on=plan.planned_on,
    )
    after = going_well(floor.consultant, on=today)
    assert (after.due, after.kept) == (2, 1) and after
    assert not going_well(floor.new_consultant(), on=today)


def test_whoever_was_lost_and_came_back_is_won_back(floor, now):
    today = now.date()
    opportunity = floor.open(now=now, on=today)
    assert going_well(floor.consultant, on=today).won_back == 0
    values = {"state": State.LOST, "lost_reason": "cancelled"}
    change_opportunity(opportunity, by=floor.manager, now=now, on=today, reason="x", **values)
    grade, days = opportunity.grade, timedelta(days=5)
    reopen_opportunity(
        by=floor.manager,
        now=now,
        on=today,
        opportunity=opportunity,
        intent=Intent(grade, "H 客户", today + days),
        plan=plan_on(today + timedelta(days=3)),
        reason="回心转意",
    )
    assert going_well(floor.consultant, on=today).won_back == 1


def test_the_month_is_set_against_ones_own_target(floor, now):
    month = now.date().replace(day=1)
    Target.objects.create(store=floor.store, month=month, consultant=floor.consultant, orders=4)
    Target.objects.create(store=floor.store, month=month, orders=40)
    assert going_well(floor.consultant, on=now.date()).month.target_orders == 4


def test_it_takes_a_fixed_number_of_queries(floor, now):
    numbers = []
    for many in (1, 3):
        for _n in range(many):
            floor.open(now=now, on=now.date())
        with CaptureQueriesContext(connection) as queries:
            going_well(floor.consultant, on=now.date())
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == 5
