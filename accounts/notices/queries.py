"""What a person is told, on their bell and above their first page (R10.3)."""

from django.db.models import Count, Max, QuerySet, Window

from foundation.prepared import in_one_row, prepared

from ..people.models import User
from .models import Notice


@prepared
def _unread(person):
    return in_one_row(Notice.objects.unread().filter(person=person), number=Count("pk"))


@prepared
def _standing(person):
    """The first of those that stand, with how many there are."""
    rows = Notice.objects.standing().filter(person=person)
    return rows.annotate(number=Window(Count("pk")))[:1]


def count_unread(user: User) -> int:
    return int(_unread.row(person=user.pk)["number"])


def notices_for(user: User) -> QuerySet[Notice]:
    """All of theirs, the latest first."""
    return Notice.objects.filter(person=user)


def last_of(user: User) -> int:
    """The key of the last that they were told; what comes later has a higher one."""
    return notices_for(user).aggregate(last=Max("pk"))["last"] or 0


def banner_for(user: User) -> tuple[Notice | None, int]:
    """The latest that stands until read, and how many more there are."""
    for latest in _standing(person=user.pk):
        return latest, latest.number - 1
    return None, 0
