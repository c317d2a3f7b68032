"""What a customer owes stands, lapses or breaks with what is recorded (R6)."""

from datetime import timedelta

import pytest

from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from followups.plans.services import Plan, cancel_activity, plan_activity
from tests.factories import Floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture
def today(now):
    return now.date()


def kinds(opportunity):
    return set(opportunity.deadlines.filter(ended_on=None).values_list("kind", flat=True))


def test_a_new_customer_owes_four_things(floor, now, today):
    opportunity = floor.open(now=now, on=today)
    assert kinds(opportunity) == {
        "overdue_activity",
        "cadence_breach",
        "expired_opportunity",
        "no_effective_contact_30",
    }
    assert not compare([opportunity.pk])


def test_a_kept_promise_leaves_no_row(floor, now, today):
    opportunity = floor.open(now=now, on=today)
    for n in range(1, 5):
        plan = opportunity.activities.planned().get()
        floor.contact(opportunity, now=now, on=today + timedelta(days=n), activity=plan)
    assert Deadline.objects.filter(opportunity=opportunity).count() == 4


def test_a_broken_promise_is_kept_with_its_end(floor, now, today):
    opportunity = floor.open(now=now, on=today, plan_in=1)
    plan = opportunity.activities.get()
    floor.contact(opportunity, now=now, on=today + timedelta(days=3), activity=plan)
    row = opportunity.deadlines.get(kind="overdue_activity", activity=plan)
    assert (row.breaks_on, row.ended_on) == (today + timedelta(days=1), today + timedelta(days=3))
    assert not compare([opportunity.pk])


def test_a_call_cancelled_on_its_day_is_still_promised_r4_6(floor, now, today):
    on = today
    opportunity = floor.open(now=now, on=on)
    call = plan_activity(
        by=floor.manager,
        now=now,
        on=on,
        opportunity=opportunity,
        plan=Plan(
            on + timedelta(days=1),
            call_back_by=now + timedelta(days=1),
            expected_content="聊聊配置",
        ),
    )
    cancel_activity(by=floor.consultant, now=now, on=on, activity=call, reason="twice")
    promised = Deadline.objects.filter(opportunity=opportunity, kind="missed_callback")
    assert [row.due_on for row in promised] == [on + timedelta(days=1)]
