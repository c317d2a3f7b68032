"""What was written to a consultant (R4.9)."""

from django.db.models import F

from .models import Annotation


def annotations_for(user):
    """What was written to the user, unread first, with what a row shows."""
    rows = Annotation.objects.filter(addressee=user)
    return rows.select_related("author", "activity__opportunity__customer").order_by(
        F("read_at").asc(nulls_first=True), "-written_at", "-pk"
    )
