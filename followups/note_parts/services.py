"""Writing the parts of a note with its contact (R12.5)."""

from collections.abc import Mapping

from ..activities.models import Activity
from .models import NotePart
from .rules import filled


def write_parts(activity: Activity, parts: Mapping[str, str]) -> None:
    """Keep the parts that say something, of a contact that has just been executed."""
    NotePart.objects.bulk_create(
        NotePart(
            activity=activity,
            writer_id=activity.consultant_id,
            on=activity.ended_on,
            part=name,
            text=text,
        )
        for name, text in filled(parts).items()
    )
