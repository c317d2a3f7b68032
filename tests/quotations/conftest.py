"""Quotations of a floor at the fixed now."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.quotations.services.making import Offer, make_quotation
from tests.orders.conftest import *  # noqa: F403


@pytest.fixture
def offer(today):
    """`offer(discount="3001")`: a white Golf of 150,000 for a week."""

    def offer(**fields):
        values = {
            "model": "Golf",
            "colour": "白",
            "price": Decimal(150000),
            "valid_until": today + timedelta(days=7),
        } | fields
        for name in ("price", "discount", "trade_in"):
            if name in values:
                values[name] = Decimal(values[name])
        return Offer(**values)

    return offer


@pytest.fixture
def quote(now, today, offer):
    """`quote(opportunity, by=…, after=…, on=…, discount=…)`: a quotation by its consultant, today."""

    def quote(opportunity, *, by=None, after=None, on=None, **fields):
        return make_quotation(
            by=by or opportunity.consultant,
            now=now,
            on=on or today,
            opportunity=opportunity,
            offer=offer(**fields),
            after=after,
        )

    return quote


@pytest.fixture
def over(quote, opportunity):
    """One that waits: 3 % is more than the 2 that a consultant gives alone."""
    return quote(opportunity, discount="4500", discount_reason="竞品便宜")
