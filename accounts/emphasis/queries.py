"""What stands on everybody's first page this month."""

from datetime import datetime

from django.db.models import QuerySet

from foundation.prepared import prepared

from ..access.queries import stores_of, today_for
from ..people.models import User
from .models import Emphasis


def emphases_for(user: User, *, now: datetime) -> list[Emphasis]:
    """Those of the present month of the user's stores that say something, with their ``store``."""
    month = today_for(user, now).replace(day=1)
    if user.store_id:
        return list(_of_store(store=user.store_id, month=month))
    return list(_said(written_for(user), month))


@prepared
def _of_store(store, month):
    return _said(Emphasis.objects.filter(store=store).select_related("store", "by"), month)


def _said(rows, month):
    return rows.filter(month=month).exclude(text="").order_by("store__code")


def written_for(user: User) -> QuerySet[Emphasis]:
    """All of the user's stores, the latest month first."""
    rows = Emphasis.objects.filter(store__in=stores_of(user))
    return rows.select_related("store", "by").order_by("-month", "store__code")
