"""Writing the deadlines of imported records, neither during an audit nor another import."""

from django.db import transaction

from accounts.batches import batches
from accounts.imports.run import wait_for_turn
from followups.services.deadlines import BATCH, sync


def sync_in_turn(opportunity_ids):
    """``sync``, waiting for a turn in the transaction of each batch."""
    for ids in batches(opportunity_ids, BATCH):
        with transaction.atomic():
            wait_for_turn()
            sync(ids)
