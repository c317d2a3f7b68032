"""A mistake in a ledger is undone by an entry of the opposite amount (R8.6)."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from foundation.decisions import DecisionError

from .append import append
from .models import AbstractEntry, AbstractSum

Entry = TypeVar("Entry", bound=AbstractEntry)
REVERSAL = "reversal"


def require_reversible(entry: AbstractEntry, *, reason: str) -> None:
    """``DecisionError`` without a reason, for a reversal, or for an entry reversed before."""
    if not str(reason).strip():
        raise DecisionError(_("Say why the entry is reversed."))
    if entry.kind == REVERSAL:
        raise DecisionError(_("A reversal is not reversed."))
    if type(entry).objects.filter(reverses=entry).exists():
        raise DecisionError(_("This entry was reversed before."))


def append_reversal(
    entry: Entry,
    sums: type[AbstractSum],
    *,
    by: AbstractBaseUser,
    now: datetime,
    on: date,
    reason: str,
    **fields: Any,
) -> Entry:
    """Append the entry of the opposite amount, dated ``on``; ``fields`` are the ledger's own."""
    return append(
        type(entry),
        sums,
        store=entry.store,
        person=entry.person,
        kind=REVERSAL,
        amount=-entry.amount,
        reverses=entry,
        on=on,
        reason=reason,
        entered_at=now,
        entered_by=by,
        **fields,
    )
