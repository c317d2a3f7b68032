"""People in the browser, at the fixed now."""

from tests.browsing import at_fixed_now, browse, floor  # noqa: F401
