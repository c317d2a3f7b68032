"""How each person's days count, as known on a given day (R4.7)."""

from collections import defaultdict
from datetime import date

from accounts.holidays.queries import days_off
from accounts.holidays.rules import EVERY_DAY, DayCount
from foundation.read_once import once

from .models import Absence
from .rules import ALL_DAYS, Away, Days


def _absences_of(people):
    rows = Absence.objects.ever_counted().filter(user__in=people).order_by("recorded_on", "pk")
    names = ("pk", "user_id", "recorded_on", "cancelled_on", "from_on", "to_on")
    return list(rows.values_list(*names))


class Calendars:
    """The absences of some people, loaded once; days off of working-day policies on demand.

    An absence counts from the day it was recorded until the day it was cancelled, if it was: what an
    audit saw before stays as it was.
    """

    def __init__(self, people):
        self._absences = defaultdict(list)
        self._days = {}
        people = frozenset(people)
        for pk, user, recorded_on, cancelled_on, start, end in once(
            (Absence, people), lambda: _absences_of(people)
        ):
            away = Away(start, end, pk)
            self._absences[user].append((recorded_on, cancelled_on or date.max, away))

    def known_on(self, people):
        """The days on which an absence of one of ``people`` became known, or was cancelled."""
        days = {
            day
            for person in people
            for since, until, _ in self._absences.get(person, ())
            for day in (since, until)
        }
        return days - {date.max}

    def days_on(self, day):
        """The ``days_of`` of ``standing``: with the absences that were known on ``day``."""

        def days_of(person, policy):
            return self._days_of(person, day, policy is not None and policy.counts_working_days)

        return days_of

    def _days_of(self, person, day, working):
        absences = self._absences.get(person, ())
        if not absences and not working:
            return ALL_DAYS
        known = tuple(away for since, until, away in absences if since <= day < until)
        key = (known, working and day.year)
        if key not in self._days:
            count = DayCount(days_off(day.year - 1, day.year + 2)) if working else EVERY_DAY
            self._days[key] = Days(count, known)
        return self._days[key]
