"""The highest tier that the price reaches decides (R8.9)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.rules import amount_for

TIERS = {Decimal(100_000): Decimal(500), Decimal(200_000): Decimal(800)}


@pytest.mark.parametrize(
    ("price", "amount"),
    [
        ("99999.99", None),
        ("100000", "500"),
        ("199999.99", "500"),
        ("200000", "800"),
        ("9999999999.99", "800"),
    ],
)
def test_worked_examples(price, amount):
    assert amount_for(Decimal(price), TIERS) == (amount and Decimal(amount))


def test_without_tiers_there_is_nothing():
    assert amount_for(Decimal(1), {}) is None


YUAN = st.decimals(min_value=0, max_value=10**9, places=2)


@given(YUAN, st.dictionaries(YUAN, YUAN, max_size=8))
def test_the_tier_is_the_last_one_not_above_the_price(price, tiers):
    amount = amount_for(price, tiers)
    if amount is None:
        assert all(start > price for start in tiers)
    else:
        assert any(
            start <= price and tiers[start] == amount
            for start in tiers
            if not any(start < other <= price for other in tiers)
        )


@given(YUAN, st.dictionaries(YUAN, YUAN, min_size=1, max_size=8))
def test_a_tier_above_the_price_changes_nothing(price, tiers):
    beyond = tiers | {price + Decimal("0.01"): Decimal(7)}
    del_above = {start: amount for start, amount in beyond.items() if start <= price}
    assert amount_for(price, beyond) == amount_for(price, del_above)
