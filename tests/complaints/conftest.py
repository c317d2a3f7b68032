"""A store with every department, a customer with a reason to complain, and somebody nobody knows."""

from datetime import timedelta

import pytest

from service.complaints.services.registering import Told, register
from tests.browsing import at_fixed_now, browse, count_queries, today  # noqa: F401
from tests.factories import Floor, UserFactory
from tests.leads_road import now  # noqa: F401


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def floor(db, now):  # noqa: F811
    floor = Floor()
    for role in ("finance", "service", "marketing", "reception"):
        setattr(floor, role, UserFactory(store=floor.store, role=role, full_name=f"{role} desk"))
    floor.opportunity = floor.open(now=now - timedelta(days=1), on=now.date(), name="欧阳娜")
    floor.customer = floor.opportunity.customer
    return floor


@pytest.fixture
def take(floor, now):  # noqa: F811
    """`take(by=…, **told)`: a complaint of the floor's customer, unless ``customer`` is None.

    Customer service types the number of whoever calls.
    """

    def take(*, by=None, at=None, **told):
        by = by or floor.service
        told = {"customer": floor.customer, "text": "交车晚了两周"} | told
        if by.role == "service" and (caller := told["customer"]):
            told |= {"customer": None, "name": caller.name, "phone": caller.phone}
        return register(by=by, now=at or now, store=floor.store, told=Told(**told))

    return take
