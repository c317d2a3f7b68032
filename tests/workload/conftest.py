"""A floor whose days hold plans, and limits low enough to be reached."""

import pytest

from followups.workload.models import DayLimits
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    client,  # noqa: F401
    count_queries,  # noqa: F401
    fields,  # noqa: F401
    floor,  # noqa: F401
    today,  # noqa: F401
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
