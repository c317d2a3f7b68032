"""A floor at the fixed now."""

import pytest

from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    count_queries,  # noqa: F401
)
from tests.factories import Floor
from tests.penalties.conftest import evening, queries  # noqa: F401


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def floor(db):
    return Floor()
