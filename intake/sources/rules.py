"""Tokens of sources, what a source calls our fields, and how often it may call. Pure."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

ONE_MINUTE = timedelta(minutes=1)
# What a lead consists of, in the words of our own interface.
FIELDS = (
    "source_id",
    "name",
    "phone",
    "wechat",
    "email",
    "model",
    "budget",
    "district",
    "event",
    "text",
    "received_at",
)


def new_token() -> str:
    """A token that nobody guesses: 32 random bytes."""
    return f"lead_{secrets.token_urlsafe(32)}"


def hash_of(token: str) -> str:
    """What is stored of a token: who reads the database cannot send in anybody's name."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def names_of(mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """``{our field: the source's names of it}``; under ``""`` what is left out.

    >>> names_of({"mobile": "phone", "utm": ""})
    {'phone': ['mobile'], '': ['utm']}
    """
    found: dict[str, list[str]] = {}
    for theirs, ours in mapping.items():
        found.setdefault(ours, []).append(theirs)
    return found


@dataclass
class Lease:
    """Calls of one minute that a process has set aside of those that a source may make."""

    minute_at: datetime
    left: int

    def take(self, minute_at: datetime) -> bool:
        """Use one call of the minute; ``False`` where none is left."""
        if self.minute_at != minute_at or self.left < 1:
            return False
        self.left -= 1
        return True


def at_once(per_minute: int) -> int:
    """How many calls a process sets aside together: a second's part of the minute, at least one.

    >>> at_once(600), at_once(12000), at_once(30)
    (10, 200, 1)
    """
    return max(1, per_minute // 60)


def seconds_left(now: datetime) -> int:
    """Whole seconds until the next minute begins, at least one."""
    return max(1, 60 - now.second)
