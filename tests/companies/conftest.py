"""A company with a card, and one that is on the list."""

from tests.prospecting.conftest import (  # noqa: F401
    at_fixed_now,
    browse,
    client,
    count_queries,
    floor,
    put,
    today,
)
