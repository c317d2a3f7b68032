"""Which business date has closed. Pure."""

from datetime import date, datetime, time, timedelta


def closed_night(local: datetime, audit_time: time) -> date:
    """The latest business date due for its audit at the store's local moment.

    It is the day before, once the clock has reached ``audit_time``; until then the day before that.
    """
    days = 1 if local.time() >= audit_time else 2
    return local.date() - timedelta(days=days)
