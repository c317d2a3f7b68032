"""Months: their days, moving by them, and reading them (R9.7, R9.8)."""

from datetime import date

import pytest

from foundation.months import month_before, month_of, months_before, months_on, parse_month


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 21), date(2026, 11, 1), date(2026, 11, 30)),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),
        (date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_the_days_of_a_month(day, first, last):
    assert month_of(day) == (first, last)


def test_a_month_on_ends_where_the_month_does():
    assert months_on(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_on(date(2024, 2, 29), -12) == date(2023, 2, 28)


def test_before_january_comes_december():
    assert month_before(date(2027, 1, 31)) == date(2026, 12, 1)
    assert [code for code, _name in months_before(date(2027, 1, 31), 3)] == [
        "2027-01",
        "2026-12",
        "2026-11",
    ]


@pytest.mark.parametrize("text", ["2026", "2026-1", "2026-13", "26-11", "2026-11-01", "x"])
def test_anything_else_is_no_month(text):
    assert parse_month("2026-11") == date(2026, 11, 1)
    with pytest.raises(ValueError):
        parse_month(text)
