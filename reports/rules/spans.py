"""Spans of time that indicators are told for: a month, a quarter, a year, or days of one's own. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .periods import ONE_DAY

MONTH, QUARTER, YEAR, OWN = "month", "quarter", "year", "own"
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
LONGEST_QUARTER = 92


def months_on(day, number):
    """``day`` moved by so many months; one that the month has not becomes its last."""
    months = day.year * 12 + day.month - 1 + number
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Span:
    """``kind`` is one of the above; ``start`` and ``end`` are its first and last day."""

    kind: str
    start: date
    end: date

    @property
    def is_long(self):
        """Whether counting it may take longer than one likes to wait for a page."""
        return (self.end - self.start).days > LONGEST_QUARTER

    @classmethod
    def around(cls, kind, day):
        """The month, quarter or year that ``day`` lies in."""
        months = MONTHS[kind]
        start = day.replace(day=1, month=(day.month - 1) // months * months + 1)
        return cls(kind, start, months_on(start, months) - ONE_DAY)

    def moved(self, number):
        """The span so many spans later; of days of one's own, as many days as they are."""
        if self.kind == OWN:
            by = ((self.end - self.start).days + 1) * number * ONE_DAY
            return Span(OWN, self.start + by, self.end + by)
        return Span.around(self.kind, months_on(self.start, MONTHS[self.kind] * number))

    def year_before(self):
        if self.kind == OWN:
            return Span(OWN, months_on(self.start, -12), months_on(self.end, -12))
        return Span.around(self.kind, months_on(self.start, -12))

    def as_far_as(self, other, last):
        """Its days up to those that ``other`` has reached on ``last``, so that like stands beside like.

        Of a month that is on its 21st day, the 21 first days of another.
        """
        if not other.start <= last < other.end:
            return self
        if other.kind == OWN:
            reached = self.start + (last - other.start)
        else:
            years, months = self.start.year - other.start.year, self.start.month - other.start.month
            reached = months_on(last, years * 12 + months)
        return Span(OWN, self.start, min(reached, self.end))
