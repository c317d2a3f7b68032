"""A floor at the fixed now, with absences asked for and decided."""

from datetime import timedelta

import pytest

from followups.absences.services.requesting import approve_absence, request_absence
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    count_queries,  # noqa: F401
)
from tests.factories import Floor


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def ask(floor, now, today):
    """`ask(3, 5)`: the consultant asks for the days from today + 3 to today + 5."""

    def ask(start, end, plans="postpone", user=None, on=None, **fields):
        on = on or today
        user = user or floor.consultant
        return request_absence(
            by=user,
            now=now,
            on=on,
            user=user,
            from_on=today + timedelta(days=start),
            to_on=today + timedelta(days=end),
            plans=plans,
            **{"kind": "leave", "reason": "回老家"} | fields,
        )

    return ask


@pytest.fixture
def approve(floor, now, today):
    def approve(absence, on=None):
        on = on or today
        return approve_absence(
            by=floor.manager,
            now=now,
            on=on,
            absence=absence,
        )

    return approve


@pytest.fixture
def plan_of():
    return lambda opportunity: opportunity.activities.planned().get()
