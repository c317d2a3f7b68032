"""A floor at closing time: plans left, contacts done, a manager who looks at them."""

import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    client,  # noqa: F401
    count_queries,  # noqa: F401
    fields,  # noqa: F401
    floor,  # noqa: F401
    receptionist,  # noqa: F401
    today,  # noqa: F401
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def manager(browse, floor):  # noqa: F811
    return browse(floor.manager)


@pytest.fixture
def done(floor, now, today):  # noqa: F811
    """An executed contact of today."""
    return floor.contact(floor.open(now=now, on=today), now=now, on=today)


def wav(seconds=1, rate=8000):
    """A silent recording that any browser plays."""
    data = bytes(2 * rate * seconds)
    head = struct.pack("<4sI4s", b"RIFF", 36 + len(data), b"WAVE")
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return head + form + struct.pack("<4sI", b"data", len(data)) + data


@pytest.fixture
def audio():
    """`audio()`: an upload; `audio(b"…", "name")` one of other bytes."""

    def make(content=None, name="call.wav"):
        return SimpleUploadedFile(name, wav() if content is None else content)

    return make
