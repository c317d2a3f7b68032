"""What every test may use."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest


@pytest.fixture
def now() -> datetime:
    """A fixed moment: Saturday 2026-11-21, ten in the morning in Shanghai."""
    return datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
