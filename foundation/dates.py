"""The dates that a calendar can hold, and which business date has closed. Pure."""

from datetime import date, datetime, time, timedelta, tzinfo

ONE_DAY = timedelta(days=1)

# What a calendar of a dealership can hold: far-off years are slips of the keyboard.
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)


def days_of(start: date, end: date) -> list[date]:
    """Every date from ``start`` to ``end``, both included."""
    return [start + i * ONE_DAY for i in range((end - start).days + 1)]


def moments_of(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """When the days from ``first`` to ``last`` begin, and the day after them, by that clock.

    >>> from datetime import UTC
    >>> [str(at) for at in moments_of(date(2026, 11, 1), date(2026, 11, 30), UTC)]
    ['2026-11-01 00:00:00+00:00', '2026-12-01 00:00:00+00:00']
    """
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + ONE_DAY, time(), zone),
    )


def closed_date(local: datetime, audit_time: time) -> date:
    """The latest business date due for its audit at the store's local moment.

    It is the day before, once the clock has reached ``audit_time``; until then the day before that.
    """
    days = 1 if local.time() >= audit_time else 2
    return local.date() - timedelta(days=days)
