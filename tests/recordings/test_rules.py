"""Worked examples of the pure rules: audio by content, ranges of bytes."""

import pytest

from followups.recordings.rules import UNSATISFIABLE, audio_type, byte_range
from tests.evening.conftest import wav


@pytest.mark.parametrize(
    "head, found",
    [
        (b"ID3\x04\x00\x00\x00\x00\x00\x21TIT2", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(60), "audio/mpeg"),
        (b"\xff\xf3\x40\xc4" + bytes(60), "audio/mpeg"),
        (b"\xff\xf1\x50\x80\x2f\xfc", "audio/aac"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4\x00\x00", "audio/3gpp"),
        (wav(0), "audio/wav"),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead", "audio/ogg"),
        (b"OggS\x00\x02" + bytes(22) + b"\x01vorbis", "audio/ogg"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"#!AMR-WB\n\x44", "audio/amr-wb"),
        (b"\x1aE\xdf\xa3\x9fB\x86B\x82\x84webm" + bytes(40) + b"A_OPUS", "audio/webm"),
        (b"fLaC\x00\x00", "audio/flac"),
        # Not audio, whatever it is called.
        (b"", None),
        (b"ID3", None),
        (b"<!DOCTYPE html><script>", None),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x02", None),
        (b"%PDF-1.7", None),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", None),
        (b"\xff\xfe<\x00h\x00t\x00", None),
        (b"\xff\xff\xff\xff", None),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x20ftypqt  \x00", None),
        (b"OggS\x00\x02" + bytes(22) + b"\x80theora", None),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + bytes(9) + b"V_VP9A_OPUS", None),
        (b"PK\x03\x04", None),
    ],
)
def test_audio_is_judged_by_its_first_bytes(head, found):
    assert audio_type(head) == found


@pytest.mark.parametrize(
    "header, found",
    [
        (None, None),
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=100-", UNSATISFIABLE),
        ("bytes=-0", UNSATISFIABLE),
        # What we do not serve in parts is served whole.
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=" + "9" * 500 + "-", None),
        ("bytes=٠-", None),
    ],
)
def test_a_range_of_a_hundred_bytes(header, found):
    assert byte_range(header, 100) == found
