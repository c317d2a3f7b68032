"""People in the browser, at the fixed now."""

from tests.browsing import (  # noqa: F401
    at_fixed_now,
    browse,
    client,
    count_queries,
    fields,
    floor,
    receptionist,
    today,
)
