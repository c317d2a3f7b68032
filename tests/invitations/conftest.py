"""A telephone desk beside a floor, and a reception."""

import pytest

from accounts.people.models import Role
from tests.desk.conftest import (  # noqa: F401
    at_fixed_now,
    browse,
    caller,
    count_queries,
    floor,
    head,
    today,
)
from tests.factories import UserFactory


@pytest.fixture
def reception(floor):  # noqa: F811
    return UserFactory(store=floor.store, role=Role.RECEPTION)
