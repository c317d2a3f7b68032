"""What every request carries."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# By its own name, so that a test sets the clock of requests and of nothing else.
from django.utils.timezone import now

log = logging.getLogger(__name__)


class Request(HttpRequest):
    """A request as views get it: of somebody of the staff, at one moment."""

    now: datetime
    user: Any


def agreed(moment: datetime) -> datetime:
    """``moment``, or what the database server's own clock says where that is earlier.

    A machine whose clock runs ahead thus judges no day that has not come. On SQLite both are one.
    """
    if connection.vendor != "postgresql" or not settings.ASK_DATABASE_CLOCK:
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    if moment - theirs > timedelta(minutes=5):
        log.error("this machine's clock is ahead of the database's by %s", moment - theirs)
    return min(moment, theirs)


class RequestClock:
    """Set `request.now`, the one moment at which the whole page is true."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.now = now()
        return self.get_response(request)
