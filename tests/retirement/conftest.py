"""An evening with something to decide."""

from tests.penalties.conftest import evening, expired, fined, queries  # noqa: F401
