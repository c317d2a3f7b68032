"""The contacts in which a buyer said how satisfied they are, and their average (S1)."""

from decimal import Decimal

from django.db.models import Avg, QuerySet

from accounts.people.models import User

from ..activities.models import Activity


def answers_for(user: User) -> QuerySet[Activity]:
    """Those that the user may see, the latest first (R1.3)."""
    rows = Activity.objects.visible_to(user).executed().filter(satisfaction__isnull=False)
    rows = rows.select_related("opportunity__customer__consultant", "consultant")
    return rows.order_by("-executed_on", "-pk")


def average(rows: QuerySet[Activity]) -> Decimal | None:
    """The mean score with one decimal, ``None`` where nobody was asked."""
    found = rows.order_by().aggregate(mean=Avg("satisfaction"))["mean"]
    return None if found is None else round(Decimal(found), 1)
