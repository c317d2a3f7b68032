"""Appending to a ledger (R8.6): an entry, and in the same transaction its sums."""

from decimal import Decimal
from typing import Any, TypeVar

from .chain import digest_of, head_of
from .models import AbstractEntry, AbstractSum

Entry = TypeVar("Entry", bound=AbstractEntry)
SumRow = TypeVar("SumRow", bound=AbstractSum)


def append(entries: type[Entry], sums: type[AbstractSum], **fields: Any) -> Entry:
    """Append an entry, linked to the one before it, and add it to the sums of its month and of the whole.

    The caller holds a transaction.
    """
    # The total comes first: whoever holds it is the only one to add to the ledger.
    total = _locked(sums, is_total=True)
    head = head_of(entries)
    entry = entries(number=head.number + 1, **fields)
    entry.digest = digest_of(entry, entries.chained, head.digest)
    entry.save(force_insert=True)
    _add(total, entry.amount)
    month = entry.on.replace(day=1)
    _add(_locked(sums, person=entry.person, month=month), entry.amount)
    return entry


def _locked(sums: type[SumRow], **key: Any) -> SumRow:
    sums.objects.get_or_create(**key)
    stored: SumRow = sums.objects.select_for_update().get(**key)
    return stored


def _add(stored: AbstractSum, amount: Decimal) -> None:
    stored.amount += amount
    stored.entries += 1
    stored.save(update_fields=["amount", "entries"])
