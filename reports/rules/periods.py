"""Months and days of a sheet. Pure."""

from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def month_of(day):
    """``(first, last)`` day of the month that ``day`` lies in."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def month_before(day):
    """The first day of the month before that of ``day``."""
    return (day.replace(day=1) - ONE_DAY).replace(day=1)


def parse_month(text):
    """The first day of a month written ``2026-11``; raises ``ValueError``."""
    year, month = text.split("-")
    if not (len(year) == 4 and len(month) == 2 and year.isdecimal() and month.isdecimal()):
        raise ValueError(f"{text!r} is no month")
    return date(int(year), int(month), 1)


def days_of(start, end):
    """Every date from ``start`` to ``end``, both included."""
    return [start + i * ONE_DAY for i in range((end - start).days + 1)]
