"""Where the parts of a chart lie, in the units of its drawing. Pure."""

from dataclasses import dataclass

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
