"""How each person's days count, as known on a given day (R4.7)."""

from collections import defaultdict
from datetime import timedelta

from accounts.rules.calendar import EVERY_DAY, DayCount
from accounts.workdays import days_off

from .models import Absence


class Calendars:
    """The approved absences of some people, loaded once; days off of working-day policies on demand."""

    def __init__(self, people):
        self._absences = defaultdict(list)
        self._counts = {}
        rows = Absence.objects.approved().filter(user__in=people).order_by("recorded_on", "pk")
        for user, recorded_on, start, end in rows.values_list(
            "user_id", "recorded_on", "from_on", "to_on"
        ):
            self._absences[user].append((recorded_on, start, end))

    def known_on(self, people):
        """The days on which an absence of one of ``people`` became known."""
        return {known for person in people for known, _, _ in self._absences.get(person, ())}

    def counts_on(self, day):
        """The ``count_for`` of ``standing``: with the absences that were known on ``day``."""

        def count_for(person, policy):
            return self._count(person, day, policy is not None and policy.counts_working_days)

        return count_for

    def _count(self, person, day, working):
        absences = self._absences.get(person, ())
        if not absences and not working:
            return EVERY_DAY
        known = sum(1 for recorded_on, _, _ in absences if recorded_on <= day)
        key = (person if known else None, known, working and day.year)
        if key not in self._counts:
            off = set(days_off(day.year - 1, day.year + 2)) if working else set()
            for _, start, end in absences[:known]:
                off.update(start + timedelta(days=n) for n in range((end - start).days + 1))
            self._counts[key] = DayCount(off)
        return self._counts[key]
