"""What somebody had typed when their form was refused for want of a log-in or of a fresh page.

It travels through the log-in as a signed field of the page, is kept nowhere else, and brings the form
back as it was filled in. Files cannot travel so.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

FIELD = "kept"
# Sent with what was kept: the page is to show the form as it was filled in, and save nothing yet.
AGAIN = "fill_again"
KEPT_FOR = timedelta(hours=12)
# In characters, signed and packed.
MOST = 300_000
_SALT = "kept-form"
_ASIDE = {"csrfmiddlewaretoken", FIELD, AGAIN}


@dataclass(frozen=True)
class Kept:
    """The address of a form, and ``(name, value)`` of all that was filled in."""

    path: str
    fields: list[tuple[str, str]]


def keep(request: HttpRequest, *, sent_by: Any = None) -> str:
    """What the request's form holds as one text; empty where there is nothing that should be kept.

    Only forms that are sent once are kept: they alone can be shown again without taking effect. Others are
    for ``sent_by``, who has sent it and goes on with it; for nobody else the text is worth anything.
    """
    is_meant = sent_by or "token" in request.POST
    if request.method != "POST" or not is_meant or not _is_of_this_site(request):
        return ""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _ASIDE and "password" not in name
    ]
    text = signing.dumps([request.get_full_path(), fields], salt=_salt(sent_by), compress=True)
    return text if len(text) <= MOST else ""


def kept(text: str, *, sent_by: Any = None) -> Kept | None:
    """What ``keep`` made a text of; ``None`` where it is damaged, too old or somebody else's."""
    if not text or len(text) > MOST:
        return None
    try:
        path, fields = signing.loads(text, salt=_salt(sent_by), max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Kept(path, [(name, value) for name, value in fields])


def _salt(sent_by: Any) -> str:
    return f"{_SALT}:{sent_by.pk}" if sent_by else _SALT


def _is_of_this_site(request: HttpRequest) -> bool:
    """Whether a page of this site sent it: another site's words are not offered for sending.

    Where a browser keeps the origin to itself, only what no page can write says whose page it was.
    """
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if not origin or origin == "null":
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    own = f"{parts.scheme}://{parts.netloc}"
    return parts.netloc == request.get_host() or own in settings.CSRF_TRUSTED_ORIGINS
