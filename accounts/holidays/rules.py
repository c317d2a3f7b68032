"""Counting days: where a policy says so, days off do not count. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from foundation.dates import ONE_DAY


class DayCount:
    """Counts days between dates, leaving out the days that do not count.

    ``off``: dates that never count (any iterable of ``date``).
    """

    def __init__(self, off: Iterable[date] = ()) -> None:
        self._off = sorted(set(off))

    def __bool__(self) -> bool:
        return bool(self._off)

    def counts(self, day: date) -> bool:
        i = bisect_left(self._off, day)
        return i == len(self._off) or self._off[i] != day

    def first_counted(self, day: date) -> date:
        """``day`` itself, or the first day after it that counts."""
        while not self.counts(day):
            day += ONE_DAY
        return day

    def add(self, day: date, days: int) -> date:
        """The date ``days`` counted days after ``day``."""
        if not self._off:
            return day + timedelta(days=days)
        for _ in range(days):
            day = self.first_counted(day + ONE_DAY)
        return day

    def between(self, start: date, end: date) -> int:
        """The number of counted days in (start, end]; negative spans count as 0."""
        if end <= start:
            return 0
        off = bisect_right(self._off, end) - bisect_right(self._off, start)
        return (end - start).days - off


EVERY_DAY = DayCount()
