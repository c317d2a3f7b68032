"""Who waits for whom: locks on stores and people, taken in one order, store before people.

On SQLite every transaction that writes waits for the one before from its start. The locks leave foreign
keys to the locked rows free.
"""

from collections.abc import Iterable

from .models import Store, User


def lock_store(store_id: int) -> None:
    """Wait until no other transaction audits or decides in the store."""
    Store.objects.select_for_update(no_key=True).get(pk=store_id)


def lock_people(ids: Iterable[int]) -> None:
    """Wait until no other transaction counts the occasions of these people."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))


def lock_all_stores() -> None:
    """Wait until no other import writes and no store is audited, to the end of this transaction.

    What another import of the same file has written is thus recognised, not written twice, and an
    audit and a rewriting of deadlines do not wait for each other. The sales floor goes on.
    """
    list(Store.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
