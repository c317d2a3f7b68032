"""A floor whose days hold plans, and limits low enough to be reached."""

import pytest

from followups.models import DayLimits
from tests.pages.conftest import (  # noqa: F401 - fixtures
    at_fixed_now,
    browse,
    client,
    count_queries,
    fields,
    floor,
    today,
)


@pytest.fixture
def limits(floor):  # noqa: F811
    """Two plans today, one on each day to come."""
    return DayLimits.objects.create(
        store=floor.store, today=2, tomorrow=1, in_two=1, in_three=1, later=1
    )


@pytest.fixture
def plan(floor, now, today):  # noqa: F811
    """`plan(2, "A")`: a customer of the grade with a plan in so many days; returns the plan."""

    def make(days, grade="H", **card):
        opportunity = floor.open(now=now, on=today, plan_in=days, grade=grade, **card)
        return opportunity.activities.get()

    return make
