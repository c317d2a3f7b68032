"""Working days of the dealership: the published Chinese calendar with the administrator's overrides."""

from datetime import date, timedelta
from functools import cache

import holidays
from holidays.countries.china import ChinaStaticHolidays

from foundation.prepared import prepared

from .models import DayOverride

# The library answers for later years as well, by the rules, without the make-up days.
LAST_PUBLISHED_YEAR = max(ChinaStaticHolidays.special_public_holidays)


@cache
def _published_days_off(year):
    calendar = holidays.country_holidays("CN", years=[year - 1, year, year + 1])
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return frozenset(day for day in days if not calendar.is_working_day(day))


def closed_days(first_year, last_year):
    """The dates in these years that were entered as days off: nobody works, whatever is counted."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return {on for on, is_working_day in _entered() if not is_working_day and first <= on <= last}


@prepared
def _entered():
    return DayOverride.objects.values_list("on", "is_working_day")


def days_off(first_year, last_year):
    """The dates in these years that are no working days, overrides applied."""
    off = set()
    for year in range(first_year, last_year + 1):
        off |= _published_days_off(year)
    for on, is_working_day in _entered():
        (off.discard if is_working_day else off.add)(on)
    return off
