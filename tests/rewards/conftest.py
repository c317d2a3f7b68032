"""A floor whose store pays 500 yuan from a price of 0, 800 from 100,000 and 1,500 from 200,000."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.orders.models import Order
from rewards.services import adopt_reward_policy, propose_rewards
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    count_queries,  # noqa: F401
)
from tests.factories import Floor

TIERS = {
    Decimal("0"): Decimal("500"),
    Decimal("100000"): Decimal("800"),
    Decimal("200000"): Decimal("1500"),
}


class Shop:
    """A floor with rewards since ``since`` days before today; orders by a line of the database."""

    def __init__(self, now, since=100):
        self.now, self.today = now, now.date()
        self.floor = Floor()
        self.store = self.floor.store
        self.numbers = iter(range(1, 10_000))
        start = self.today - timedelta(days=since)
        self.policy = self.adopt(start, on=start)

    def adopt(self, effective_from, tiers=TIERS, on=None):
        return adopt_reward_policy(
            by=self.floor.director,
            now=self.now,
            on=on or self.today,
            store=self.store,
            effective_from=effective_from,
            tiers=tiers,
            reason="new season",
        )

    def sell(self, price=150_000, ago=3, person=None, **fields):
        """An order that converted so many days ago."""
        on = self.today - timedelta(days=ago)
        person = person or self.floor.consultant
        opportunity = self.floor.open(now=self.now, on=on, consultant=person)
        return Order.objects.create(
            store=self.store,
            customer=opportunity.customer,
            opportunity=opportunity,
            consultant=person,
            number=f"N{next(self.numbers):04}",
            ordered_on=on,
            model="Golf",
            price=price,
            **{"converted_on": on} | fields,
        )

    def night(self, on=None):
        return propose_rewards(self.store, on=on or self.today, now=self.now)

    def change(self, order, **fields):
        Order.objects.filter(pk=order.pk).update(**fields)

    @property
    def by(self):
        return {"by": self.floor.director, "now": self.now}


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def shop(db, now):
    return Shop(now)
