"""The cohort worked out by hand, and who reads its figures."""

import pytest

from tests.lead_figures.cohort import Cohort
from tests.leads_road import at_fixed_now, browse, count_queries, now, road, today  # noqa: F401
from tests.sheets.conftest import assert_figures_lead_to_their_rows  # noqa: F401


@pytest.fixture
def cohort(road):  # noqa: F811
    return Cohort(road)


@pytest.fixture
def marketing(browse, cohort):  # noqa: F811
    return browse(cohort.road.marketing)


@pytest.fixture
def director(browse, cohort):  # noqa: F811
    return browse(cohort.road.director)
