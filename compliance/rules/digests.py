"""Which digest is due, and when an undelivered one is tried again (R10.1). Pure."""

from datetime import datetime, time, timedelta

MORNING, CLOSING = "morning", "closing"

# After the first failure 5 minutes, and so on; after the last one it is given up.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60))

# A worker that has not reported after this long is taken for dead.
LEASE = timedelta(minutes=10)


def due_digest(local: datetime, *, morning: time, closing: time) -> str | None:
    """The digest that is worth sending at the store's local moment.

    A missed morning is made up for until closing time, a missed closing time until midnight.
    """
    if local.time() >= closing:
        return CLOSING
    return MORNING if local.time() >= morning else None


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failed attempts, or ``None`` to give up."""
    return now + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
