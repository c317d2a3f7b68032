from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from compliance.audit.services import run_audit
from tests.factories import Floor
from tests.records import day


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def later():
    """A moment after every night of these tests."""
    return datetime(2027, 12, 1, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def audit(floor, later):
    """``audit(3)`` runs the audit of day 3 of the floor's store."""

    def run(number, store=None):
        return run_audit(store or floor.store, on=day(number), now=later)

    return run
