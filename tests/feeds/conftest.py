"""A sales floor as the reminders have it."""

from tests.reminders.conftest import at_fixed_now, clock, floor, new_floor, today  # noqa: F401
