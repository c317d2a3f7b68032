"""Counting the opening hours of a store, and how soon a lead is contacted (R5.3). Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from accounts.holidays.rules import EVERY_DAY, DayCount
from foundation.dates import ONE_DAY

# Whoever asked on a portal asks several dealers at once.
PORTALS = frozenset({"website", "autohome", "yiche", "wechat", "weibo", "douyin"})
PORTAL_MINUTES = 30
OTHER_MINUTES = 24 * 60


def minutes_for(channel: str) -> int:
    """How many minutes of opening hours a store has that set none itself.

    >>> minutes_for("autohome"), minutes_for("event")
    (30, 1440)
    """
    return PORTAL_MINUTES if channel in PORTALS else OTHER_MINUTES


@dataclass(frozen=True)
class OpeningHours:
    """Open from ``opens`` to ``closes`` in ``zone`` on the days that ``days`` counts."""

    opens: time
    closes: time
    zone: tzinfo
    days: DayCount = EVERY_DAY

    def after(self, moment: datetime, minutes: int) -> datetime:
        """The moment that many minutes of opening hours later; at once counts from the next opening."""
        left = timedelta(minutes=minutes)
        local = moment.astimezone(self.zone)
        day = local.date()
        while True:
            opens, closes = self._at(day, self.opens), self._at(day, self.closes)
            start = max(opens, local)
            if self.days.counts(day) and start < closes:
                if left <= closes - start:
                    return (start + left).astimezone(moment.tzinfo)
                left -= closes - start
            day += ONE_DAY

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of opening hours from ``start`` to ``end``; nothing where it is earlier."""
        begin, until = start.astimezone(self.zone), end.astimezone(self.zone)
        total, day = timedelta(), begin.date()
        while day <= until.date():
            opens, closes = self._at(day, self.opens), self._at(day, self.closes)
            if self.days.counts(day):
                total += max(min(closes, until) - max(opens, begin), timedelta())
            day += ONE_DAY
        return int(total.total_seconds()) // 60

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone)
