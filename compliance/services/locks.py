"""Who waits for whom: a store's audit and its directors' decisions run one after the other.

On SQLite every transaction that writes waits for the one before from its start. Locks are taken in
one order, store before people, and leave foreign keys to the locked rows free.
"""

from accounts.models import Store, User


def lock_store(store_id):
    """Wait until no other transaction audits or decides in the store."""
    Store.objects.select_for_update(no_key=True).get(pk=store_id)


def lock_people(ids):
    """Wait until no other transaction counts the occasions of these people."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))
