"""The cohort worked out by hand, whose November is scored on the first of December."""

import pytest

from accounts.people.models import User
from tests.lead_figures.cohort import Cohort
from tests.leads_road import at_fixed_now, browse, count_queries, now, road, today  # noqa: F401


@pytest.fixture
def cohort(road):  # noqa: F811
    cohort = Cohort(road)
    # Who worked here when is what a test says; the factories wrote today.
    User.history.all().delete()
    return cohort


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)`: requests take place then."""
    return lambda moment: monkeypatch.setattr("foundation.clock.now", lambda: moment)
