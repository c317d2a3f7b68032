"""Order numbers, conversion, spreading of money: worked examples (R9.5, R9.10)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.orders.rules import TooMuch, converted_on, next_number, spread

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "taken, expected",
    [
        ([], "20261121-001"),
        (["20261121-001", "20261121-002"], "20261121-003"),
        (["20261121-002"], "20261121-003"),
        (["20261120-007", "20261121-999"], "20261121-1000"),
        (["20261121-1000", "20261121-999"], "20261121-1001"),
        (["20261121-X", "own-5"], "20261121-001"),
    ],
)
def test_order_numbers_run_by_day(taken, expected):
    assert next_number(DAY, taken) == expected


EARLY, LATE = date(2026, 11, 3), date(2026, 11, 9)


@pytest.mark.parametrize(
    "signed, received, firm, expected",
    [
        (None, None, None, None),
        (EARLY, None, None, None),
        (None, EARLY, None, None),
        (EARLY, LATE, None, LATE),
        (LATE, EARLY, None, LATE),
        (None, None, LATE, LATE),
        (LATE, LATE, EARLY, EARLY),
        (EARLY, EARLY, LATE, EARLY),
    ],
)
def test_a_conversion_is_a_contract_with_money_or_a_firm_agreement(
    signed, received, firm, expected
):
    """R9.10"""
    assert converted_on(signed_on=signed, received_on=received, firm_on=firm) == expected


def yuan(*amounts):
    return [Decimal(amount) for amount in amounts]


def test_money_fills_the_earliest_due_first():
    dues = list(zip("abc", yuan("5000", "20000.50", "80000"), strict=True))
    assert spread(Decimal("5000"), dues) == [("a", Decimal("5000"))]
    assert spread(Decimal("6000"), dues) == list(zip("ab", yuan("5000", "1000"), strict=True))
    assert spread(Decimal("105000.50"), dues) == dues


def test_a_due_that_is_paid_is_passed_over():
    dues = list(zip("ab", yuan("0", "100"), strict=True))
    assert spread(Decimal("40"), dues) == [("b", Decimal("40"))]


def test_never_more_than_is_outstanding():
    with pytest.raises(TooMuch) as refused:
        spread(Decimal("100.01"), list(zip("ab", yuan("60", "40"), strict=True)))
    assert refused.value.outstanding == 100


@given(st.lists(st.integers(0, 10**6)), st.integers(0, 10**6))
def test_nothing_is_lost_in_spreading(fen, share):
    dues = [(key, Decimal(number) / 100) for key, number in enumerate(fen)]
    total = sum(fen)
    amount = Decimal(share % (total + 1)) / 100
    parts = spread(amount, dues)
    assert sum((part for _key, part in parts), Decimal(0)) == amount
    assert all(0 < part <= dues[key][1] for key, part in parts)
    # All but the last one touched are filled.
    assert all(part == dues[key][1] for key, part in parts[:-1])
