"""A sales floor with a list of target customers."""

import pytest

from leads.prospecting.services import register_target
from tests.browsing import (  # noqa: F401
    at_fixed_now,
    browse,
    client,
    count_queries,
    fields,
    floor,
    today,
)


@pytest.fixture
def put(floor, now):  # noqa: F811
    """A name for the list."""

    def put(**told):
        values = {
            "by": floor.consultant,
            "now": now,
            "on": now.date(),
            "store": floor.store,
            "consultant": floor.consultant,
            "name": "远航物流有限公司",
            "customer_type": "company",
            "phone": floor.new_phone(),
        }
        return register_target(**values | told)

    return put
