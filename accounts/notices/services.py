"""Telling people, and what they have read (R10.3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from foundation.reason_codes import Reason

from ..people.models import User
from .models import Notice, NoticeKind

KEPT_FOR = timedelta(days=90)
BATCH = 1000


@dataclass(frozen=True)
class News:
    """What ``person`` (a key) is to be told; the fields are those of ``Notice``."""

    kind: NoticeKind
    person: int
    key: int
    values: dict[str, Any] = field(default_factory=dict)
    target: int | None = None
    mark: str = ""


def tell(*news: News, now: datetime, by: User | None = None) -> None:
    """Tell each of theirs, once however often it is said; in the transaction of the event itself.

    Nobody is told of what they did themselves.
    """
    rows = [
        Notice(
            person_id=each.person,
            kind=each.kind.code,
            key=each.key,
            mark=each.mark,
            target=each.target,
            values=Reason(each.kind.code, **each.values).as_json()["values"],
            made_at=now,
        )
        for each in news
        if by is None or each.person != by.pk
    ]
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def settle(*kinds: NoticeKind, keys: Collection[int], now: datetime) -> None:
    """What these records were told of is overtaken by what is told now."""
    _of(kinds, keys).unread().update(read_at=now)


def unsay(*kinds: NoticeKind, keys: Collection[int]) -> None:
    """The records are gone: there is nothing left to be told of."""
    _of(kinds, keys).delete()


def read_of(*kinds: NoticeKind, key: int, by: User, now: datetime) -> None:
    """``by`` has read, on its own page, what happened to the record."""
    _of(kinds, [key]).unread().filter(person=by).update(read_at=now)


def read(notice: Notice, *, now: datetime) -> None:
    """The first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=now)


def read_all(*, by: User, now: datetime, last: int) -> None:
    """All of theirs up to the one of the key ``last``."""
    Notice.objects.unread().filter(person=by, pk__lte=last).update(read_at=now)


def forget_old(*, now: datetime) -> int:
    """Delete what was told more than 90 days ago; returns how many."""
    number = 0
    old = Notice.objects.filter(made_at__lt=now - KEPT_FOR).order_by("made_at")
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        number += Notice.objects.filter(pk__in=keys).delete()[1].get("accounts.Notice", 0)
    return number


def _of(kinds: Iterable[NoticeKind], keys: Collection[int]) -> Any:
    return Notice.objects.filter(kind__in=[kind.code for kind in kinds], key__in=keys)
