"""Spans of time that indicators are told for, and where the parts of a chart lie, in the units of its
drawing (R9.8). Pure.
"""

from dataclasses import dataclass
from datetime import date

from foundation.dates import ONE_DAY
from foundation.months import months_on

MONTH, QUARTER, YEAR, OWN = "month", "quarter", "year", "own"
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
LONGEST_QUARTER = 92


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


WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 10, 22
STEPS = (1, 2, 4, 6, 8, 10)


def nice_top(value):
    """The least round number not below ``value`` whose half is round too."""
    if value <= 2:
        return 2
    size = 10 ** (len(str(int(value))) - 1)
    return next(step * size for step in STEPS if step * size >= value)


def lengths(values, full=100):
    """Lengths of bars side by side; the longest is ``full``. None is nothing."""
    most = max((value or 0 for value in values), default=0)
    return [round((value or 0) / most * full, 2) if most else 0 for value in values]


def stack(values, full=100, least=0):
    """``[(start, length)]`` of the parts of one bar."""
    total = sum(values)
    parts, at = [], 0.0
    for value in values:
        length = value / total * full if total else 0
        parts.append((round(at, 2), round(max(length, least), 2)))
        at += length
    return parts


@dataclass(frozen=True)
class Line:
    """Points of a line in the order of time; ``path`` breaks where a value is unknown."""

    points: list

    @property
    def path(self):
        drawn, pen_down = [], False
        for point in self.points:
            if point is None:
                pen_down = False
                continue
            drawn.append(f"{'L' if pen_down else 'M'}{point[0]} {point[1]}")
            pen_down = True
        return " ".join(drawn)

    @property
    def last(self):
        return next((point for point in reversed(self.points) if point), None)


@dataclass(frozen=True)
class LineChart:
    """Lines over the same months, with the heights and places of their axes."""

    lines: list
    marks: list  # (height, value) of the horizontal rules
    places: list  # of the months, from left to right
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    foot: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT


def line_chart(*series):
    """A ``LineChart`` of series of equal length; ``None`` is a value not known."""
    top = nice_top(max((value for values in series for value in values if value), default=0))
    count = len(series[0])
    between = (WIDTH - LEFT - RIGHT) / max(count - 1, 1)
    places = [round(LEFT + between * at, 1) for at in range(count)]
    height = HEIGHT - TOP - BOTTOM

    def y(value):
        return round(TOP + height * (1 - value / top), 1)

    lines = [
        Line([None if v is None else (x, y(v)) for x, v in zip(places, values, strict=True)])
        for values in series
    ]
    return LineChart(lines, [(y(value), value) for value in (0, top // 2, top)], places)
