"""Writing the emphasis of a month."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from foundation.history import save_as

from ..access.queries import stores_of
from ..people.models import Store, User
from ..people.services import lock_store
from .models import Emphasis


@transaction.atomic
def write_emphasis(*, by: User, now: datetime, store: Store, month: date, text: str) -> Emphasis:
    """Let ``text`` stand for the store's month, which begins on ``month``; kept with who and when (R1.4).

    Who heads the store writes it; raises ``PermissionDenied``.
    """
    if not (by.heads and stores_of(by).filter(pk=store.pk).exists()):
        raise PermissionDenied
    lock_store(store.pk)
    row = Emphasis.objects.filter(store=store, month=month).first()
    row = row or Emphasis(store=store, month=month)
    if row.pk is None or row.text != text:
        row.text, row.by, row.written_at = text, by, now
        save_as(row, by=by, now=now)
    return row
