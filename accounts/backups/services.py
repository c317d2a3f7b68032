"""Claiming the copy of a day, and writing down what became of it (R13.4)."""

from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from ..notices.models import Notice, NoticeKind
from ..notices.services import News, settle, tell
from ..people.models import Role, User
from .models import BackupRun
from .notices import NOT_MADE, NOT_RESTORED, TOO_OLD
from .queries import last_made
from .rules import AGAIN_AFTER, SILENCE, is_too_old

LONGEST_ERROR = 500


def claim(on: date, *, now: datetime) -> BackupRun | None:
    """The run of the day for whoever makes it now; ``None`` where it is made, or somebody else makes it.

    One that failed is claimed again after an hour, one whose maker died after ``SILENCE``.
    """
    mark = uuid4()
    try:
        with transaction.atomic():
            return BackupRun.objects.create(on=on, began_at=now, mark=mark)
    except IntegrityError:
        dead = Q(ended_at=None, began_at__lte=now - SILENCE)
        failed = ~Q(error="") & Q(ended_at__lte=now - AGAIN_AFTER)
        rows = BackupRun.objects.filter(dead | failed, on=on)
        is_mine = rows.update(began_at=now, ended_at=None, error="", mark=mark)
        return BackupRun.objects.get(on=on) if is_mine else None


def _mine(run: BackupRun) -> QuerySet[BackupRun]:
    return BackupRun.objects.filter(pk=run.pk, mark=run.mark)


@transaction.atomic
def note_made(
    run: BackupRun, *, now: datetime, name: str, size: int, rows: int, files: int, is_sealed: bool
) -> None:
    """The copy is whole; what was told of its want is overtaken."""
    values = {"name": name, "size": size, "rows": rows, "files": files, "is_sealed": is_sealed}
    _mine(run).update(ended_at=now, error="", **values)
    settle(NOT_MADE, keys=[run.pk], now=now)
    unread = Notice.objects.unread().filter(kind=TOO_OLD.code)
    unread.update(read_at=now)


@transaction.atomic
def note_not_made(run: BackupRun, *, now: datetime, error: str) -> None:
    """Every administrator is told, once a day."""
    if _mine(run).update(ended_at=now, error=error[:LONGEST_ERROR] or "?"):
        _tell(NOT_MADE, run.pk, now=now, on=run.on)


@transaction.atomic
def note_trial(run: BackupRun, *, now: datetime, error: str = "") -> None:
    """A restore of the copy was tried; ``error``: why it did not come out whole."""
    BackupRun.objects.filter(pk=run.pk).update(tried_at=now, trial_error=error[:LONGEST_ERROR])
    if error:
        _tell(NOT_RESTORED, run.pk, now=now, on=run.on)
    else:
        settle(NOT_RESTORED, keys=[run.pk], now=now)


def note_removed(names: list[str]) -> None:
    BackupRun.objects.filter(name__in=names).update(name="")


def tell_too_old(*, now: datetime, on: date) -> bool:
    """Tell administrators, once a day, where the last copy is too old; returns whether it is."""
    first = BackupRun.objects.order_by("began_at").first()
    last = last_made()
    if first is None or not is_too_old(last and last.ended_at, first.began_at, now):
        return False
    _tell(TOO_OLD, on.toordinal(), now=now)
    return True


def _tell(kind: NoticeKind, key: int, *, now: datetime, **values: object) -> None:
    people = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    tell(*(News(kind, each, key, values) for each in people.values_list("pk", flat=True)), now=now)
