"""Spans of time that indicators are told for, and where the parts of a chart lie, in the units of its
drawing (R9.8). Pure.
"""

from collections.abc import Sequence
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
    def is_long(self) -> bool:
        """Whether counting it may take longer than one likes to wait for a page."""
        return (self.end - self.start).days > LONGEST_QUARTER

    @classmethod
    def around(cls, kind: str, day: date) -> "Span":
        """The month, quarter or year that ``day`` lies in."""
        months = MONTHS[kind]
        start = day.replace(day=1, month=(day.month - 1) // months * months + 1)
        return cls(kind, start, months_on(start, months) - ONE_DAY)

    def moved(self, number: int) -> "Span":
        """The span so many spans later; of days of one's own, as many days as they are."""
        if self.kind == OWN:
            by = ((self.end - self.start).days + 1) * number * ONE_DAY
            return Span(OWN, self.start + by, self.end + by)
        return Span.around(self.kind, months_on(self.start, MONTHS[self.kind] * number))

    def year_before(self) -> "Span":
        if self.kind == OWN:
            return Span(OWN, months_on(self.start, -12), months_on(self.end, -12))
        return Span.around(self.kind, months_on(self.start, -12))

    def as_far_as(self, other: "Span", last: date) -> "Span":
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

Point = tuple[float, float]


def nice_top(value: float) -> float:
    """The least round number not below ``value`` whose half is round too."""
    if value <= 2:
        return 2
    size: int = 10 ** (len(str(int(value))) - 1)
    return next(step * size for step in STEPS if step * size >= value)


def lengths(values: Sequence[float | None], full: float = 100) -> list[float]:
    """Lengths of bars side by side; the longest is ``full``. None is nothing."""
    most = max((value or 0 for value in values), default=0)
    return [round((value or 0) / most * full, 2) if most else 0 for value in values]


def stack(
    values: Sequence[float], full: float = 100, least: float = 0
) -> list[tuple[float, float]]:
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

    points: list[Point | None]

    @property
    def path(self) -> str:
        drawn, pen_down = [], False
        for point in self.points:
            if point is None:
                pen_down = False
                continue
            drawn.append(f"{'L' if pen_down else 'M'}{point[0]} {point[1]}")
            pen_down = True
        return " ".join(drawn)

    @property
    def last(self) -> Point | None:
        return next((point for point in reversed(self.points) if point), None)


@dataclass(frozen=True)
class LineChart:
    """Lines over the same months, with the heights and places of their axes."""

    lines: list[Line]
    marks: list[tuple[float, float]]  # (height, value) of the horizontal rules
    places: list[float]  # of the months, from left to right
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    foot: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT


def line_chart(*series: Sequence[float | None]) -> LineChart:
    """A ``LineChart`` of series of equal length; ``None`` is a value not known."""
    top = nice_top(max((value for values in series for value in values if value), default=0))
    count = len(series[0])
    between = (WIDTH - LEFT - RIGHT) / max(count - 1, 1)
    places = [round(LEFT + between * at, 1) for at in range(count)]
    height = HEIGHT - TOP - BOTTOM

    def y(value: float) -> float:
        return round(TOP + height * (1 - value / top), 1)

    lines = [
        Line([None if v is None else (x, y(v)) for x, v in zip(places, values, strict=True)])
        for values in series
    ]
    return LineChart(lines, [(y(value), value) for value in (0, top // 2, top)], places)
