"""The ladder's arithmetic (R8.1–R8.5, R8.10)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.penalties.models import Family, PenaltyKind, Restart
from compliance.penalties.rules import (
    EVASION,
    FAMILY_OF,
    FINE,
    MONTH,
    NEVER,
    QUARTER,
    REPORT,
    SHIPPED,
    SUSPENSION,
    YEAR,
    Price,
    period_start,
    price,
)

counts = st.integers(1, 60)


@pytest.mark.parametrize(
    ("occasion", "items", "amount", "share"),
    [(1, 3, "150.00", "75.00"), (2, 2, "200.00", "100.00"), (3, 1, "200.00", "100.00")],
)
def test_worked_example_r8_2(occasion, items, amount, share):
    expected = Price(occasion, "fine", Decimal(amount), Decimal(share))
    assert price("follow-up", occasion, items, SHIPPED) == expected
    assert price("evasion", occasion, items, SHIPPED) == expected


def test_expiry_is_a_report_then_a_suspension_r8_1():
    kinds = [price("expiry", k, 7, SHIPPED) for k in (1, 2, 3, 9)]
    assert [p.kind for p in kinds] == ["report", "suspension", "suspension", "suspension"]
    assert all(str(p.amount) == str(p.share) == "0.00" for p in kinds)


@pytest.mark.parametrize(
    ("occasion", "items", "amount", "uncharged"),
    [
        (4, 1, "400.00", "0.00"),
        (10, 3, "76800.00", "0.00"),
        (15, 1, "819200.00", "0.00"),
        (16, 1, "1000000.00", "638400.00"),
        (17, 2, "1000000.00", "5553600.00"),
        (20, 1, "1000000.00", "25214400.00"),
        (27, 1, "1000000.00", "3354443200.00"),
        (40, 1, "1000000.00", "9999999999.99"),
        (1000, 60, "1000000.00", "9999999999.99"),
    ],
)
def test_it_doubles_up_to_the_bound_and_says_what_is_not_charged_r8_10(
    occasion, items, amount, uncharged
):
    found = price("evasion", occasion, items, SHIPPED)
    assert (str(found.amount), str(found.uncharged)) == (amount, uncharged)
    assert found.is_uncharged_open == (uncharged == "9999999999.99")
    assert found.share == found.amount / 2 and str(found.share_uncharged) == "0.00"


def test_the_share_is_bounded_too_r8_10():
    terms = replace(SHIPPED, cap=Decimal("100"), manager_share=Decimal("1.5"))
    found = price("follow-up", 2, 1, terms)
    assert (found.amount, found.uncharged) == (Decimal("100.00"), Decimal("0.00"))
    assert (found.share, found.share_uncharged) == (Decimal("100.00"), Decimal("50.00"))


@given(counts, counts)
def test_each_occasion_costs_twice_the_last(k, items):
    now, following = (price("evasion", n, items, SHIPPED) for n in (k, k + 1))
    assert following.amount == min(Decimal("1000000.00"), 2 * now.amount)
    if not now.uncharged:
        assert following.amount + following.uncharged == 2 * now.amount
    assert now.amount.as_tuple().exponent == now.uncharged.as_tuple().exponent == -2


@given(counts, counts, st.decimals("0", "500", places=2), st.decimals("0", "2", places=3))
def test_no_entry_exceeds_the_cap_r8_5(k, items, cap, fraction):
    terms = replace(SHIPPED, cap=cap, manager_share=fraction)
    result = price("follow-up", k, items, terms)
    full = 50 * 2 ** (k - 1) * items
    assert result.amount == min(cap, full)
    assert result.uncharged == min(full - result.amount, Decimal("9999999999.99"))
    assert result.share <= cap


@given(st.integers(1, 400), st.decimals("1", "999.99", places=2))
def test_any_factor_climbs_to_the_bound_and_stops(k, factor):
    found = price("follow-up", k, 1, replace(SHIPPED, factor=factor))
    exact = Fraction(50) * Fraction(factor) ** (k - 1)
    assert abs(Fraction(found.amount) - min(exact, 1000000)) <= Fraction(1, 200)


@given(st.decimals("0", "1000", places=2), st.decimals("0", "1", places=3), counts)
def test_the_share_is_rounded_half_up_once(base, fraction, items):
    result = price("follow-up", 1, items, replace(SHIPPED, base=base, manager_share=fraction))
    assert result.amount == base * items
    off = result.share - result.amount * fraction
    assert Decimal("-0.005") < off <= Decimal("0.005")


def test_half_a_fen_goes_up():
    assert price("follow-up", 1, 1, replace(SHIPPED, base=Decimal("0.01"))).share == Decimal("0.01")


@pytest.mark.parametrize(
    ("restart", "start"),
    [
        ("never", None),
        ("month", date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1)),
        ("year", date(2026, 1, 1)),
    ],
)
def test_the_count_restarts_r8_5(restart, start):
    assert period_start(date(2026, 11, 21), restart) == start


@given(st.dates(), st.sampled_from(["month", "quarter", "year"]))
def test_a_period_holds_its_own_first_day(on, restart):
    start = period_start(on, restart)
    assert start <= on
    assert period_start(start, restart) == start


def test_the_words_are_those_of_the_tables():
    assert set(FAMILY_OF.values()) | {EVASION} == set(Family)
    assert {REPORT, SUSPENSION, FINE} == set(PenaltyKind)
    assert {NEVER, MONTH, QUARTER, YEAR} == set(Restart)
