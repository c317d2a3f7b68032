"""A sales floor and its nights."""

from tests.audit.conftest import audit, floor, later  # noqa: F401
