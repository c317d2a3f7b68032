"""What a person's calendar holds: their open plans, read from the same rows as their worklist (R10)."""

from datetime import timedelta

from followups.models import CalendarFeed, Deadline
from followups.rules.deadlines import Kind

PAST, AHEAD = timedelta(days=30), timedelta(days=180)


def feed_owner(token_hash):
    """Whose address it is, ``None`` where it is nobody's or their account is closed.

    Looked up by the hash in an index: how long that takes says nothing about any token.
    """
    rows = CalendarFeed.objects.filter(token_hash=token_hash, user__is_active=True)
    feed = rows.select_related("user__store").first()
    return feed and feed.user


def feed_rows(user, *, on):
    """The open plans they owe in the window around ``on``."""
    rows = Deadline.objects.filter(
        responsible=user,
        ended_on=None,
        kind=Kind.OVERDUE_ACTIVITY,
        due_on__range=(on - PAST, on + AHEAD),
    )
    return rows.select_related("activity", "opportunity__customer", "opportunity__grade").order_by(
        "due_on", "activity__priority", "pk"
    )
