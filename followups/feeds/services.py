"""Giving out and taking back the private address of one's worklist as a calendar (R10)."""

import hashlib
import secrets
from datetime import datetime

from accounts.people.models import User

from .models import CalendarFeed


def hash_of(token: str) -> str:
    """What is stored of a token: who reads the database cannot open anybody's calendar."""
    return hashlib.sha256(token.encode()).hexdigest()


def renew_feed(*, user: User, now: datetime) -> str:
    """Give the user a new address and close the one before; returns its token, told this once only."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"token_hash": hash_of(token), "created_at": now}
    )
    return token


def revoke_feed(*, user: User) -> None:
    """Close the user's address; doing so twice changes nothing."""
    CalendarFeed.objects.filter(user=user).delete()
