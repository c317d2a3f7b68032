"""Writing the deadlines of imported records, neither during an audit nor another import."""

from collections.abc import Iterable

from django.db import transaction

from accounts.people.services import lock_all_stores
from foundation.batches import batches

from .services import BATCH, sync


def sync_under_lock(opportunity_ids: Iterable[int]) -> None:
    """``sync``, under the lock of all stores in the transaction of each batch."""
    for ids in batches(opportunity_ids, BATCH):
        with transaction.atomic():
            lock_all_stores()
            sync(ids)
