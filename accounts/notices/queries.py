"""What a person is told, on their bell and above their first page (R10.3)."""

from django.db.models import Max, QuerySet

from ..people.models import User
from .models import Notice


def count_unread(user: User) -> int:
    return Notice.objects.unread().filter(person=user).count()


def notices_for(user: User) -> QuerySet[Notice]:
    """All of theirs, the latest first."""
    return Notice.objects.filter(person=user)


def last_of(user: User) -> int:
    """The key of the last that they were told; what comes later has a higher one."""
    return notices_for(user).aggregate(last=Max("pk"))["last"] or 0


def banner_for(user: User) -> tuple[Notice | None, int]:
    """The latest that stands until read, and how many more there are."""
    rows = Notice.objects.standing().filter(person=user)
    latest = rows.first()
    return latest, rows.count() - 1 if latest else 0
