"""How each person's days count, as known on a given day (R4.7)."""

from collections import defaultdict
from datetime import date, timedelta

from accounts.holidays.queries import days_off
from accounts.holidays.rules import EVERY_DAY, DayCount

from .models import Absence


class Calendars:
    """The absences of some people, loaded once; days off of working-day policies on demand.

    An absence counts from the day it was recorded until the day it was cancelled, if it was: what an
    audit saw before stays as it was.
    """

    def __init__(self, people):
        self._absences = defaultdict(list)
        self._counts = {}
        rows = Absence.objects.ever_counted().filter(user__in=people).order_by("recorded_on", "pk")
        for user, recorded_on, cancelled_on, start, end in rows.values_list(
            "user_id", "recorded_on", "cancelled_on", "from_on", "to_on"
        ):
            self._absences[user].append((recorded_on, cancelled_on or date.max, (start, end)))

    def known_on(self, people):
        """The days on which an absence of one of ``people`` became known, or was cancelled."""
        days = {
            day
            for person in people
            for since, until, _ in self._absences.get(person, ())
            for day in (since, until)
        }
        return days - {date.max}

    def counts_on(self, day):
        """The ``count_for`` of ``standing``: with the absences that were known on ``day``."""

        def count_for(person, policy):
            return self._count(person, day, policy is not None and policy.counts_working_days)

        return count_for

    def _count(self, person, day, working):
        absences = self._absences.get(person, ())
        if not absences and not working:
            return EVERY_DAY
        known = tuple(span for since, until, span in absences if since <= day < until)
        key = (known, working and day.year)
        if key not in self._counts:
            off = set(days_off(day.year - 1, day.year + 2)) if working else set()
            for start, end in known:
                off.update(start + timedelta(days=n) for n in range((end - start).days + 1))
            self._counts[key] = DayCount(off)
        return self._counts[key]
