"""The dates that a calendar can hold, and which business date has closed. Pure."""

from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)

# What a calendar of a dealership can hold: far-off years are slips of the keyboard.
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)


def days_of(start: date, end: date) -> list[date]:
    """Every date from ``start`` to ``end``, both included."""
    return [start + i * ONE_DAY for i in range((end - start).days + 1)]


def closed_date(local: datetime, audit_time: time) -> date:
    """The latest business date due for its audit at the store's local moment.

    It is the day before, once the clock has reached ``audit_time``; until then the day before that.
    """
    days = 1 if local.time() >= audit_time else 2
    return local.date() - timedelta(days=days)
