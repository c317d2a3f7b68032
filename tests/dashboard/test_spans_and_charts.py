"""The pure parts of the dashboard: spans of time, and where the parts of charts lie (R9.8)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.dashboard.queries.quality import band_of, median
from reports.dashboard.rules import (
    MONTH,
    OWN,
    QUARTER,
    YEAR,
    Span,
    lengths,
    line_chart,
    nice_top,
    stack,
)


def days(span):
    return span.start.isoformat(), span.end.isoformat()


@pytest.mark.parametrize(
    ("kind", "around", "before", "year_before"),
    [
        (
            MONTH,
            ("2026-01-01", "2026-01-31"),
            ("2025-12-01", "2025-12-31"),
            ("2025-01-01", "2025-01-31"),
        ),
        (
            QUARTER,
            ("2026-01-01", "2026-03-31"),
            ("2025-10-01", "2025-12-31"),
            ("2025-01-01", "2025-03-31"),
        ),
        (
            YEAR,
            ("2026-01-01", "2026-12-31"),
            ("2025-01-01", "2025-12-31"),
            ("2025-01-01", "2025-12-31"),
        ),
    ],
)
def test_spans_and_those_before_them(kind, around, before, year_before):
    span = Span.around(kind, date(2026, 1, 31))
    assert days(span) == around
    assert days(span.moved(-1)) == before
    assert days(span.year_before()) == year_before


def test_days_of_ones_own_have_as_many_days_before_them():
    span = Span(OWN, date(2024, 2, 20), date(2024, 2, 29))
    assert days(span.moved(-1)) == ("2024-02-10", "2024-02-19")
    assert days(span.year_before()) == ("2023-02-20", "2023-02-28")


@pytest.mark.parametrize(
    ("kind", "last", "expected"),
    [
        (MONTH, date(2026, 3, 21), ("2026-02-01", "2026-02-21")),
        # The 30th day of a month that has but 28.
        (MONTH, date(2026, 3, 30), ("2026-02-01", "2026-02-28")),
        # Over: all of it.
        (MONTH, date(2026, 3, 31), ("2026-02-01", "2026-02-28")),
        (MONTH, date(2026, 7, 1), ("2026-02-01", "2026-02-28")),
        (QUARTER, date(2026, 2, 10), ("2025-10-01", "2025-11-10")),
        (YEAR, date(2026, 2, 10), ("2025-01-01", "2025-02-10")),
    ],
)
def test_a_span_under_way_is_compared_as_far_as_it_has_got(kind, last, expected):
    span = Span.around(kind, date(2026, 3, 5) if kind == MONTH else last)
    assert days(span.moved(-1).as_far_as(span, last)) == expected


@given(st.dates(date(1901, 1, 1), date(2098, 1, 1)), st.sampled_from([MONTH, QUARTER, YEAR]))
def test_spans_follow_each_other_without_a_gap(day, kind):
    span = Span.around(kind, day)
    assert span.start <= day <= span.end
    assert (span.moved(1).start - span.end).days == 1
    assert span.moved(1).moved(-1) == span


@given(st.floats(0, 1e9))
def test_an_axis_ends_at_a_round_number_not_far_above(value):
    top = nice_top(value)
    assert top >= value and top % 2 == 0
    assert top <= max(2.2 * value, 2)


def test_bars_and_stacks():
    assert lengths([4, 0, None, 2]) == [100, 0, 0, 50]
    assert lengths([]) == [] and lengths([0]) == [0]
    assert stack([1, 3]) == [(0, 25), (25, 75)]
    assert stack([0, 0]) == [(0, 0), (0, 0)]


def test_a_line_breaks_where_nothing_is_known():
    chart = line_chart([1, None, 2, 0], [None] * 4)
    assert chart.lines[0].path == "M34.0 69.0 M246.0 10.0 L352.0 128.0"
    assert chart.lines[0].last == (352.0, 128.0)
    assert chart.lines[1].path == "" and chart.lines[1].last is None


def test_the_median_of_waits():
    assert median({0: 2, 3: 1, None: 5}) == 0
    assert median({0: 1, 3: 1}) == 1.5
    assert median({-1: 1}) == 0
    assert median({None: 3}) is None
    bands = {None: "none", -1: "0", 0: "0", 1: "1", 2: "2", 3: "2", 4: "4", 7: "4", 8: "8"}
    assert {wait: band_of(wait) for wait in bands} == bands
