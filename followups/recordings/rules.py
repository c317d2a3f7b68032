"""What a recording is, judged by its first bytes, and which part of it is asked for (R4.10). Pure."""

import re

HEAD_BYTES = 4096
EXTENSIONS = {
    "audio/mpeg": ".mp3",
    "audio/aac": ".aac",
    "audio/mp4": ".m4a",
    "audio/3gpp": ".3gp",
    "audio/wav": ".wav",
    "audio/ogg": ".ogg",
    "audio/amr": ".amr",
    "audio/amr-wb": ".awb",
    "audio/webm": ".webm",
    "audio/flac": ".flac",
}
OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"Speex  ", b"\x7fFLAC")
MP4_BRANDS = {b"M4A ", b"M4B ", b"isom", b"iso2", b"iso5", b"iso6", b"mp41", b"mp42", b"dash"}
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
UNSATISFIABLE = "unsatisfiable"


def audio_type(head: bytes) -> str | None:
    """The content type of a file that begins with ``head``, or ``None`` where it is no audio we know.

    The name of a file says nothing: a page called ``talk.mp3`` is a page.
    """
    if head.startswith(b"#!AMR-WB\n"):
        return "audio/amr-wb"
    if head.startswith(b"#!AMR\n"):
        return "audio/amr"
    if head.startswith(b"fLaC"):
        return "audio/flac"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"OggS"):
        return "audio/ogg" if any(codec in head for codec in OGG_CODECS) else None
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm" if _is_webm_audio(head) else None
    if head[4:8] == b"ftyp":
        return _mp4_type(head[8:12])
    return _mpeg_type(head)


def _is_webm_audio(head: bytes) -> bool:
    return b"webm" in head[:64] and b"A_" in head and b"V_" not in head


def _mp4_type(brand: bytes) -> str | None:
    if brand.startswith((b"3gp", b"3g2")):
        return "audio/3gpp"
    return "audio/mp4" if brand in MP4_BRANDS else None


def _mpeg_type(head: bytes) -> str | None:
    """MP3 begins with a tag or a frame, AAC with a frame; a frame's header has values that cannot be."""
    if head.startswith(b"ID3") and len(head) >= 10 and head[3] in (2, 3, 4):
        return "audio/mpeg"
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac" if head[2] >> 2 & 0xF < 13 else None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    is_sync = head[1] & 0xE0 == 0xE0
    if is_sync and version != 1 and layer == 1 and bitrate not in (0, 15) and rate != 3:
        return "audio/mpeg"
    return None


def byte_range(header: str | None, size: int) -> tuple[int, int] | str | None:
    """The bytes ``(first, last)`` that a ``Range`` header asks of ``size``, last included.

    ``None``: the whole, also where the header is none that we serve (several ranges, other units);
    ``UNSATISFIABLE``: nothing of what is asked exists.
    """
    match = RANGE.fullmatch((header or "").strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        length = min(int(last), size)
        return (size - length, size - 1) if length else UNSATISFIABLE
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        return UNSATISFIABLE
    return int(first), min(int(last), size - 1) if last else size - 1
