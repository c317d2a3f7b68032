"""A sales floor whose people have tasks beside the contacts of intents."""

from datetime import timedelta

import pytest

from followups.errands.services import give_errand
from tests.browsing import at_fixed_now, browse, client, count_queries, floor, today  # noqa: F401


@pytest.fixture
def give(floor, now):  # noqa: F811
    def give(**told):
        values = {
            "by": floor.consultant,
            "now": now,
            "person": floor.consultant,
            "kind": "training",
            "text": "新车型产品培训",
            "due_at": now + timedelta(hours=4),
        }
        return give_errand(**values | told)

    return give
