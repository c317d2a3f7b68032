"""A request that was cut off on its way takes no effect.

Where the network ends in the middle of a form, servers hand on the part that came. Such a part may be a
valid form that says less than was typed, so nothing may act on it.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBadRequest, UnreadablePostError
from django.http.response import HttpResponseBase

log = logging.getLogger(__name__)


class WholeStream:
    """``stream``, which must bring ``length`` bytes: reading its end before them raises ``OSError``."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data: bytes = self._stream.read(wanted)
        while len(data) < wanted and (more := self._stream.read(wanted - len(data))):
            data += more
        self._left -= len(data)
        if len(data) < wanted:
            raise OSError("the request was cut off")
        return data

    def readline(self, *size: int) -> bytes:
        data: bytes = self._stream.readline(*size)
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._stream.close()


class RefuseCutOff:
    """Answer 400 to a form of which only a part came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and hasattr(request, "_stream"):
            length = request.META.get("CONTENT_LENGTH", "")
            stream: Any = WholeStream(request._stream, int(length) if length.isdecimal() else 0)
            request._stream = stream
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        try:
            request.POST  # noqa: B018
        except UnreadablePostError:
            log.warning("a form was cut off on its way to %s", request.path)
            return HttpResponseBadRequest()
        return None
