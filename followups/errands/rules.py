"""How tasks are ordered and until when one may be told of (R14.3). Pure."""

from datetime import datetime

HIGH, NORMAL, LOW = 1, 2, 3


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether the moment has passed; at the moment itself it is not late yet."""
    return due_at < now


def reminder_fits(remind_at: datetime | None, due_at: datetime) -> bool:
    """A reminder comes before it is due, or at that moment."""
    return remind_at is None or remind_at <= due_at
