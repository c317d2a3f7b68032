"""Reversing an entry of the ledger (R8.6)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import require_director
from accounts.people.models import User
from accounts.people.services import lock_people, lock_store
from foundation.decisions import DecisionError
from ledgers.reversal import append_reversal, require_reversible

from ..models import EntryKind, LedgerEntry, LedgerSum
from .reports import withdraw_reports
from .suspensions import end_suspensions
from .telling import tell_reversed


@transaction.atomic
def reverse(entry: LedgerEntry, *, by: User, now: datetime, on: date, reason: str) -> LedgerEntry:
    """Undo a consultant's entry, and the manager's share of it, by entries of the opposite amount.

    A report not yet accepted is withdrawn, a suspension not yet over ends (R8.7). Returns the
    reversing entry. Raises ``PermissionDenied`` unless ``by`` is a director of the store,
    ``DecisionError`` for a share, a reversal, an entry reversed before, or without a reason.
    """
    lock_store(entry.store_id)
    shares = entry.shares.exclude(kind=EntryKind.REVERSAL)
    lock_people([entry.person_id, *shares.values_list("person_id", flat=True)])
    require_director(by, entry.store_id)
    require_reversible(entry, reason=reason)
    if entry.share_of_id:
        raise DecisionError(_("A manager's share is reversed together with its fine."))
    reason = reason.strip()
    how: dict[str, Any] = {"by": by, "now": now, "on": on, "reason": reason}
    reversal = append_reversal(entry, LedgerSum, **_about(entry), **how)
    for share in shares:
        append_reversal(share, LedgerSum, share_of=reversal, **_about(share), **how)
    withdraw_reports(entry.proposal, by=by, now=now, reason=reason)
    end_suspensions(entry.proposal, by=by, now=now, on=on, reason=reason)
    parts = [entry.proposal, *(share.proposal for share in shares.select_related("proposal"))]
    tell_reversed(parts, by=by, now=now)
    return reversal


def _about(entry: LedgerEntry) -> dict[str, Any]:
    return {"family": entry.family, "proposal": entry.proposal}
