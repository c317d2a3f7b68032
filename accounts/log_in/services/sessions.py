"""A person's sessions: which there are, which end."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from foundation.batches import batches

from ...people.models import User

_STORED = Session.objects.filter(session_key=OuterRef("session_key"))


def sessions_of(person: User, *, now: datetime) -> QuerySet[UserSession]:
    """Those that have not run out, the last used first."""
    rows = UserSession.objects.filter(Exists(_STORED.filter(expire_date__gt=now)), user=person)
    return rows.order_by("-last_seen_at", "pk")


def end_sessions(people: Iterable[User], *, but: str | None = None) -> int:
    """End all sessions of the people, except the one whose key is ``but``; returns how many."""
    number = 0
    for some in batches(people, 500):
        rows = UserSession.objects.filter(user__in=some).exclude(session_key=but or "")
        keys = list(rows.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        number += UserSession.objects.filter(session_key__in=keys).delete()[0]
    return number


def end_session(person: User, pk: int) -> bool:
    """End one session; whether it is the person's."""
    key = UserSession.objects.filter(user=person, pk=pk).values_list("session_key", flat=True)
    found = list(key)
    Session.objects.filter(session_key__in=found).delete()
    return bool(UserSession.objects.filter(session_key__in=found).delete()[0])


def rename_session(old: str, new: str) -> None:
    """A session goes on under another key."""
    UserSession.objects.filter(session_key=old).update(session_key=new)


def note_seen(key: str, *, now: datetime) -> None:
    UserSession.objects.filter(session_key=key).update(last_seen_at=now)


def forget_sessions(*, now: datetime) -> int:
    """Delete what has run out, and what is known of it."""
    number = Session.objects.filter(expire_date__lt=now).delete()[0]
    UserSession.objects.exclude(Exists(_STORED)).delete()
    return number
