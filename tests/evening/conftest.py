"""A floor at closing time: plans left, contacts done, a manager who looks at them."""

import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages.conftest import (  # noqa: F401 - fixtures
    at_fixed_now,
    browse,
    client,
    count_queries,
    fields,
    floor,
    receptionist,
    today,
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
