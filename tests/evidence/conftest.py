"""People in the browser, and something to listen to."""

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
from tests.evening.conftest import audio, done, manager, media  # noqa: F401
