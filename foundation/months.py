"""Months: their first and last days, moving by them, and how they are written."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import pgettext

from .dates import ONE_DAY

MONTHS_OFFERED = 24


def month_of(day: date) -> tuple[date, date]:
    """``(first, last)`` day of the month that ``day`` lies in."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def month_before(day: date) -> date:
    """The first day of the month before that of ``day``."""
    return (day.replace(day=1) - ONE_DAY).replace(day=1)


def months_on(day: date, number: int) -> date:
    """``day`` moved by so many months; one that the month has not becomes its last."""
    months = day.year * 12 + day.month - 1 + number
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def parse_month(text: str) -> date:
    """The first day of a month written ``2026-11``; raises ``ValueError``."""
    year, month = text.split("-")
    if not (len(year) == 4 and len(month) == 2 and year.isdecimal() and month.isdecimal()):
        raise ValueError(f"{text!r} is no month")
    return date(int(year), int(month), 1)


def month_name(month: date) -> str:
    # Translators: month and year in Django's letters, for example "Y年n月".
    return date_format(month, pgettext("date format", "F Y"))


def months_before(on: date, number: int = MONTHS_OFFERED) -> Iterator[tuple[str, str]]:
    """``(2026-11, November 2026)`` of the month of ``on`` and those before it, the latest first."""
    month = on.replace(day=1)
    for _count in range(number):
        yield f"{month:%Y-%m}", month_name(month)
        month = month_before(month)
