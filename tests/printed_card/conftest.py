"""The hand-made store in the browser."""

from tests.sheets.conftest import at_fixed_now, browse, count_queries, director, hand_made, today  # noqa: F401
