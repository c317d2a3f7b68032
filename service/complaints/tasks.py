"""What the clock does about complaints (R14.1)."""

from celery import shared_task
from django.utils.timezone import now as clock

from foundation.files import remove_unreferenced

from .models import ComplaintFile
from .services.watching import sweep


@shared_task
def watch_complaints():
    """As the night does it for each store by itself."""
    sweep(now=clock())


@shared_task
def remove_lost_files():
    """Files that no complaint names: their form was refused, or its worker killed."""
    return remove_unreferenced(
        ComplaintFile._meta.get_field("file"), under="complaints", now=clock()
    )
