"""A store with every department, and a customer who wants to know something."""

import pytest

from tests.browsing import at_fixed_now, browse, count_queries, today  # noqa: F401
from tests.factories import Floor, UserFactory
from tests.leads_road import now  # noqa: F401


@pytest.fixture
def floor(db, now):  # noqa: F811
    floor = Floor()
    for role in ("finance", "service", "marketing"):
        setattr(floor, role, UserFactory(store=floor.store, role=role, full_name=f"{role} desk"))
    floor.opportunity = floor.open(now=now, on=now.date(), name="欧阳娜")
    floor.customer = floor.opportunity.customer
    return floor
