"""What is sent to a source's address, and how it is signed: as Standard Webhooks have it. Pure."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

# After so many failures in a row it is paused, and whoever keeps the source is told.
MOST_FAILURES = 10
# After the first failure a minute, and so on for some 16 hours; then an event is given up.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480))
# What was sent is kept so long.
KEPT_FOR = timedelta(days=90)
# What is answered by a server that may do better the next moment.
FOR_NOW = frozenset({408, 425, 429})
COMPARED = ("state", "stage", "assigned_at", "first_contact_at")
MARK = "whsec_"


def new_secret() -> str:
    """A secret that nobody guesses, written as receivers' libraries read it."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def body_of(event_id: str, source_id: str, progress: Mapping[str, Any]) -> str:
    """The JSON that is sent: what ``GET /api/v1/leads/N`` answers, and which event and lead of theirs it is."""
    told = {"event_id": event_id, "source_id": source_id} | dict(progress)
    return json.dumps(told, ensure_ascii=False, default=_moment)


def signature(secret: str, event_id: str, timestamp: int, body: str) -> str:
    """The value of ``webhook-signature``: HMAC-SHA256 over event, moment and body."""
    key = base64.b64decode(secret.removeprefix(MARK))
    message = f"{event_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


def headers_of(secret: str, event_id: str, at: datetime, body: str) -> dict[str, str]:
    """What goes with the body that is sent at the moment ``at``."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "crm-webhook/1",
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, event_id, timestamp, body),
    }


def is_news(progress: Mapping[str, Any], last: str | None) -> bool:
    """Whether this says more than the ``last`` body, or than that the lead arrived."""
    if last is None:
        return (progress["state"], progress["stage"]) != ("new", "waiting")
    told, now = json.loads(last), json.loads(body_of("", "", progress))
    return any(told[name] != now[name] for name in COMPARED)


def concerns_event(status: int) -> bool:
    """Whether the answer refuses this event, and says nothing of others."""
    return 400 <= status < 500 and status not in FOR_NOW


def rest(failures: int) -> timedelta:
    """How long a server that failed so often in a row is left alone.

    >>> rest(1), rest(3), rest(99)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=300), datetime.timedelta(seconds=1800))
    """
    return BACK_OFF[min(failures, 5) - 1]


def host_of(url: str) -> str:
    """What may be shown of an address to somebody who looks over a shoulder."""
    return urlsplit(url).hostname or ""


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        text = value.isoformat(timespec="milliseconds")
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
    raise TypeError(type(value).__name__)
