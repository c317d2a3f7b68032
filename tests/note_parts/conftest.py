"""A telephone desk beside a floor."""

from tests.desk.conftest import (  # noqa: F401
    at_fixed_now,
    browse,
    caller,
    count_queries,
    floor,
    head,
    today,
)
