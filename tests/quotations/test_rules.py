"""What a quotation adds up to, and its loan to the fen (R9.10)."""

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.quotations import rules
from orders.quotations.rules import (
    LEAST_LOAN,
    MOST_MONTHS,
    MOST_RATE,
    Loan,
    has_expired,
    instalment_of,
    is_about_to_expire,
    is_over,
    schedule,
    share_of,
    sums_of,
    total_of,
)

loans = st.builds(
    Loan,
    principal=st.decimals(LEAST_LOAN, Decimal(5_000_000), places=2),
    months=st.integers(1, MOST_MONTHS),
    yearly_rate=st.decimals(0, MOST_RATE, places=2),
)


@pytest.mark.parametrize(
    ("price", "extras", "discount", "trade_in", "total"),
    [
        ("150000", [], "0", "0", "150000.00"),
        ("150000", ["5000", "800.50"], "3000", "0", "152800.50"),
        ("150000", ["6200", "500", "1280"], "4500", "60000", "93480.00"),
        ("0.03", ["0.01"], "0.02", "0.01", "0.01"),
    ],
)
def test_the_total_is_car_and_extras_less_discount_and_old_car(
    price, extras, discount, trade_in, total
):
    found = total_of(
        Decimal(price),
        [Decimal(each) for each in extras],
        discount=Decimal(discount),
        trade_in=Decimal(trade_in),
    )
    assert found == Decimal(total)


@pytest.mark.parametrize(
    ("principal", "months", "rate", "monthly", "last"),
    [
        ("100000", 36, "4.8", "2988.12", "2988.06"),
        ("100000", 120, "4.9", "1055.77", "1056.38"),
        ("100000", 12, "6", "8606.64", "8606.69"),
        ("36000", 36, "0", "1000.00", "1000.00"),
        ("10000", 36, "0", "277.78", "277.70"),
        ("120000", 1, "6", "120600.00", "120600.00"),
        ("1000", 1, "0", "1000.00", "1000.00"),
        ("100000", 12, "3.99", "8514.53", "8514.58"),
    ],
)
def test_instalments_of_loans_worked_out(principal, months, rate, monthly, last):
    sums = sums_of(Loan(Decimal(principal), months, Decimal(rate)))
    assert (sums.monthly, sums.last) == (Decimal(monthly), Decimal(last))


@given(loans)
def test_instalments_repay_the_principal_exactly(loan):
    parts = list(schedule(loan))
    assert [part.number for part in parts] == list(range(1, loan.months + 1))
    assert sum(part.principal for part in parts) == loan.principal
    paid, interest = sum(p.amount for p in parts), sum(p.interest for p in parts)
    assert paid == loan.principal + interest
    sums = sums_of(loan)
    assert (sums.paid, sums.interest) == (paid, interest)
    assert all(part.amount == instalment_of(loan) for part in parts[:-1])
    assert all(part.amount > 0 and part.interest >= 0 for part in parts)
    assert [part.left for part in parts] == sorted((part.left for part in parts), reverse=True)
    assert parts[-1].left == 0
    assert abs(parts[-1].amount - instalment_of(loan)) < instalment_of(loan)


@given(loans, st.decimals(0, MOST_RATE, places=2))
def test_a_higher_rate_never_lowers_the_instalment(loan, other):
    lower, higher = sorted((loan.yearly_rate, other))
    assert instalment_of(Loan(loan.principal, loan.months, lower)) <= instalment_of(
        Loan(loan.principal, loan.months, higher)
    )


@given(loans)
def test_a_loan_of_one_month_is_the_principal_and_a_months_interest(loan):
    one = sums_of(Loan(loan.principal, 1, loan.yearly_rate))
    assert one.monthly == one.last == loan.principal + one.interest


def test_the_limit_itself_is_still_given_alone():
    price = Decimal(150000)
    assert share_of(Decimal(3000), price) == Decimal("2.00")
    assert not is_over(Decimal(3000), price, Decimal(2))
    assert is_over(Decimal("3000.01"), price, Decimal(2))
    assert is_over(Decimal("0.01"), price, Decimal(0))


def test_it_holds_on_its_last_day_and_is_announced_the_day_before():
    last = date(2026, 12, 7)
    days = [last + timedelta(days=n) for n in (-2, -1, 0, 1)]
    assert [is_about_to_expire(last, day) for day in days] == [False, True, True, False]
    assert [has_expired(last, day) for day in days] == [False, False, False, True]


def test_the_worked_examples_beside_the_rules():
    assert doctest.testmod(rules).failed == 0
