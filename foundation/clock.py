"""What every request carries."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# By its own name, so that a test sets the clock of requests and of nothing else.
from django.utils.timezone import now


class Request(HttpRequest):
    """A request as views get it: of somebody of the staff, at one moment."""

    now: datetime
    user: Any


class RequestClock:
    """Set `request.now`, the one moment at which the whole page is true."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.now = now()
        return self.get_response(request)
