"""Counting who tries to get in: written down before it is tried, so that many at once are counted, too."""

import unicodedata
from datetime import datetime

from django.utils.crypto import salted_hmac

from foundation.client_address import network_of

from ...people.models import User
from ..models import Attempt, Outcome
from ..queries import tries_of
from ..rules import ATTEMPTS_KEPT, BOUNDS


class TooManyAttempts(Exception):
    """Refused unseen: whether it would have been right is not said."""


def digest_of(name: str) -> str:
    """What a typed name is known by; names that are read alike are one."""
    alike = unicodedata.normalize("NFKC", name).strip().casefold()
    return salted_hmac("accounts.log_in.attempts", alike, algorithm="sha256").hexdigest()[:32]


def begin_attempt(
    what: str, *, name: str, address: str, now: datetime, person: User | None = None
) -> Attempt:
    """Write down a try before it is tried; raises ``TooManyAttempts``.

    Two short statements, each its own transaction: no lock is held while a password is hashed.
    """
    attempt = Attempt.objects.create(
        what=what, name=digest_of(name), address=network_of(address), at=now, person=person
    )
    bound = BOUNDS[what]
    if not bound.allows(**tries_of(attempt, since=now - bound.within)):
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.REFUSED)
        raise TooManyAttempts
    return attempt


def settle_attempt(attempt: Attempt, *, person: User | None) -> None:
    """It was right: what was wrong before it, of this name from this address, no longer counts."""
    Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.RIGHT, person=person)
    same = Attempt.objects.filter(what=attempt.what, name=attempt.name, address=attempt.address)
    since = attempt.at - BOUNDS[attempt.what].within
    same.filter(outcome=Outcome.WRONG, at__gt=since).update(outcome=Outcome.FORGIVEN)


def forget_attempts(*, now: datetime) -> int:
    """Delete what was tried long ago; returns how many."""
    return Attempt.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()[0]
