"""What the clock does about complaints (R14.1)."""

import logging

from celery import shared_task
from django.utils.timezone import now as clock

from foundation.files import remove_unreferenced

from .models import ComplaintFile
from .services.watching import AT_ONCE, escalate, join_cards, take_back, tell_late

log = logging.getLogger(__name__)


@shared_task
def watch_complaints():
    """Every round by itself: one that fails keeps none of the others."""
    for act in (join_cards, take_back, tell_late, escalate):
        try:
            while act(now=clock()) == AT_ONCE:
                pass
        except Exception:
            log.exception("complaints: %s", act.__name__)


@shared_task
def remove_lost_files():
    """Files that no complaint names: their form was refused, or its worker killed."""
    return remove_unreferenced(
        ComplaintFile._meta.get_field("file"), under="complaints", now=clock()
    )
