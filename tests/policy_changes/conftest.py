"""People in the browser, at the fixed now."""

from tests.policies.conftest import at_fixed_now, browse, count_queries, floor, today  # noqa: F401
