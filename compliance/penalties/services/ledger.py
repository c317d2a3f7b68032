"""Writing the append-only ledger (R8.6): entries, and in the same transaction their sums."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import require_director
from accounts.people.services import lock_people, lock_store
from foundation.decisions import DecisionError
from foundation.money import EXACT

from ..models import EntryKind, LedgerEntry, LedgerSum
from .reports import withdraw_report
from .suspensions import end_suspension


def enter(*, entries=LedgerEntry, sums=LedgerSum, **fields):
    """Append an entry and add it to the sums of its person's month and of the whole.

    ``entries`` and ``sums`` are the models of this ledger, or of another one of the same form.
    """
    entry = entries.objects.create(**fields)
    # The total comes first: whoever holds it is the only one to add to any sum.
    _add(sums, entry.amount, is_total=True)
    _add(sums, entry.amount, person=entry.person, month=entry.on.replace(day=1))
    return entry


def _add(sums, amount, **key):
    sums.objects.get_or_create(**key)
    stored = sums.objects.select_for_update().get(**key)
    stored.amount = EXACT.add(stored.amount, amount)
    stored.entries += 1
    stored.save(update_fields=["amount", "entries"])


@transaction.atomic
def reverse(entry, *, by, now, on, reason):
    """Undo a consultant's entry, and the manager's share of it, by entries of the opposite amount.

    A report not yet accepted is withdrawn, a suspension not yet over ends (R8.7). Returns the
    reversing entry. Raises ``PermissionDenied`` unless ``by`` is a director of the store,
    ``DecisionError`` for a share, a reversal, an entry reversed before, or without a reason.
    """
    lock_store(entry.store_id)
    lock_people([entry.person_id])
    require_director(by, entry.store_id)
    if not reason.strip():
        raise DecisionError(_("Say why the entry is reversed."))
    if entry.kind == EntryKind.REVERSAL:
        raise DecisionError(_("A reversal is not reversed."))
    if entry.share_of_id:
        raise DecisionError(_("A manager's share is reversed together with its fine."))
    if LedgerEntry.objects.filter(reverses=entry).exists():
        raise DecisionError(_("This entry was reversed before."))
    common = {"on": on, "reason": reason.strip(), "entered_at": now, "entered_by": by}
    reversal = _reverse(entry, share_of=None, **common)
    for share in entry.shares.exclude(kind=EntryKind.REVERSAL):
        _reverse(share, share_of=reversal, **common)
    withdraw_report(entry.proposal, by=by, now=now, reason=reason.strip())
    end_suspension(entry.proposal, by=by, now=now, on=on, reason=reason.strip())
    return reversal


def _reverse(entry, **fields):
    return enter(
        store=entry.store,
        person=entry.person,
        kind=EntryKind.REVERSAL,
        family=entry.family,
        amount=EXACT.minus(entry.amount),
        proposal=entry.proposal,
        reverses=entry,
        **fields,
    )
