"""The proof that a ledger is whole (R8.6): its sums, its chain of entries, its guards."""

from collections.abc import Iterable

from foundation.yuan import ZERO

from .chain import Head, broken_links, lost_heads, missing_guards
from .models import AbstractEntry, AbstractSum
from .sums import sums_of


def faults(
    entries: type[AbstractEntry], sums: type[AbstractSum], heads: Iterable[Head] = ()
) -> list[str]:
    """One sentence for each thing that is wrong; none means all is well.

    ``heads``: those that were kept elsewhere, and must still be in the ledger.
    """
    return [
        *differences(entries, sums),
        *broken_links(entries),
        *lost_heads(entries, heads),
        *missing_guards(entries),
    ]


def differences(entries: type[AbstractEntry], sums: type[AbstractSum]) -> list[str]:
    """One sentence for each stored sum that is not what the entries add up to; none means all is well."""
    right = sums_of(entries.objects.all())
    stored = {
        None if row.is_total else (row.person_id, row.month): row for row in sums.objects.all()
    }
    lines = []
    for key in right.keys() | stored.keys():
        amount, number = right.get(key, (ZERO, 0))
        row = stored.get(key)
        kept = (row.amount, row.entries) if row else (ZERO, 0)
        if kept != (amount, number):
            name = "total" if key is None else f"person {key[0]} month {key[1]:%Y-%m}"
            lines.append(
                f"{name}: stored {kept[0]:.2f} of {kept[1]} entries, "
                f"entries add up to {amount:.2f} of {number}"
            )
    return sorted(lines)
