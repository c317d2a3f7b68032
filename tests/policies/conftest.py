"""A floor at the fixed now."""

import pytest

from tests.factories import Floor
from tests.pages.conftest import at_fixed_now, browse, count_queries  # noqa: F401


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def floor(db):
    return Floor()
