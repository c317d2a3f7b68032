"""People in the browser, and a recording that may be evidence."""

from tests.recordings.conftest import (  # noqa: F401
    at_fixed_now,
    audio,
    browse,
    client,
    done,
    fields,
    floor,
    manager,
    media,
    today,
)
from tests.recordings.test_recordings import recording, url  # noqa: F401
