"""Appending to a ledger (R8.6): an entry, and in the same transaction its sums."""

from decimal import Decimal
from typing import Any, TypeVar

from .models import AbstractEntry, AbstractSum

Entry = TypeVar("Entry", bound=AbstractEntry)


def append(entries: type[Entry], sums: type[AbstractSum], **fields: Any) -> Entry:
    """Append an entry and add it to the sums of its person's month and of the whole.

    The caller holds a transaction.
    """
    entry: Entry = entries.objects.create(**fields)
    # The total comes first: whoever holds it is the only one to add to any sum.
    _add(sums, entry.amount, is_total=True)
    _add(sums, entry.amount, person=entry.person, month=entry.on.replace(day=1))
    return entry


def _add(sums: type[AbstractSum], amount: Decimal, **key: Any) -> None:
    sums.objects.get_or_create(**key)
    stored = sums.objects.select_for_update().get(**key)
    stored.amount += amount
    stored.entries += 1
    stored.save(update_fields=["amount", "entries"])
