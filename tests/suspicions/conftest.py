"""A sales floor and its nights."""

from tests.audit.conftest import audit, floor, later  # noqa: F401
from tests.penalties.conftest import evening, fined  # noqa: F401
