"""Months to choose from."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import pgettext

MONTHS = 24

_ONE_DAY = timedelta(days=1)


def month_name(month):
    # Translators: month and year in Django's letters, for example "Y年n月".
    return date_format(month, pgettext("date format", "F Y"))


def months_before(on, number=MONTHS):
    """``(2026-11, November 2026)`` of the month of ``on`` and those before it, the latest first."""
    month = on.replace(day=1)
    for _count in range(number):
        yield f"{month:%Y-%m}", month_name(month)
        month = (month.replace(day=1) - _ONE_DAY).replace(day=1)
