"""A contact is recorded with its next plan, or nothing is (R4.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from followups.deadlines.services import compare
from followups.plans.services import Plan
from tests.factories import Floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture
def today(now):
    return now.date()


@pytest.mark.parametrize("words", ["", "  "])
def test_the_next_contact_is_about_something_r4_2(floor, now, today, words):
    opportunity = floor.open(now=now, on=today)
    plan = opportunity.activities.get()
    empty = Plan(today + timedelta(days=1), expected_content=words)
    with pytest.raises(ValidationError) as error:
        floor.contact(opportunity, now=now, on=today, activity=plan, next_plan=empty)
    assert list(error.value.message_dict) == ["expected_content"]
    plan.refresh_from_db()
    assert plan.is_planned


def test_finishing_plans_the_next_as_well_r4_2(floor, now, today):
    opportunity = floor.open(now=now, on=today)
    plan = opportunity.activities.get()
    with pytest.raises(ValidationError) as error:
        floor.contact(opportunity, now=now, on=today, activity=plan, next_in=None)
    assert "planned_on" in error.value.message_dict
    plan.refresh_from_db()
    assert plan.is_planned

    floor.contact(opportunity, now=now, on=today, activity=plan, note="a 想要白色")
    opportunity.refresh_from_db()
    assert opportunity.grade.code == "A"
    assert opportunity.note == "A 想要白色"
    assert opportunity.last_contact_on == today
    cadence = opportunity.deadlines.get(kind="cadence_breach")
    assert cadence.due_on == today + timedelta(days=7)
    assert cadence.breaks_on == today + timedelta(days=8)
    assert not compare([opportunity.pk])


@pytest.mark.parametrize("lacking", ["content", "feedback"])
@pytest.mark.parametrize("result", ["reached", "refused", "visited", "lost"])
def test_who_was_reached_said_something_r4_3(floor, now, today, result, lacking):
    opportunity = floor.open(now=now, on=today)
    with pytest.raises(ValidationError) as error:
        floor.contact(opportunity, now=now, on=today, result=result, **{lacking: " "})
    assert list(error.value.message_dict) == [lacking]
    assert not opportunity.activities.executed().exists()
    unanswered = {"content": "", "feedback": ""}
    floor.contact(opportunity, now=now, on=today, result="no_answer", **unanswered)
