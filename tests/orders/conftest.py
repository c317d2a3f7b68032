"""A floor at the fixed now, with vehicles in stock and orders of its customers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from orders.orders.models import DueKind, PaidBy
from orders.orders.services.payments import DueLine, Receipt
from orders.orders.services.placing import Terms, place_order
from orders.stock.services import add_vehicle
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    count_queries,  # noqa: F401
)
from tests.factories import Floor, UserFactory

PRICE = Decimal("150000")
DEPOSIT = Decimal("5000")


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def finance(floor):
    return UserFactory(store=floor.store, role="finance")


@pytest.fixture
def opportunity(floor, now, today):
    """A customer of grade H since two days ago, to be called tomorrow."""
    return floor.open(now=now, on=today - timedelta(days=2), plan_in=3)


@pytest.fixture
def new_vehicle(floor, now, today):
    """`new_vehicle(colour="黑")`: a Golf that arrived a month ago; VINs are numbered."""
    numbers = iter(range(1, 1000))

    def new_vehicle(**fields):
        values = {
            "store": floor.store,
            "vin": f"LSVAU2A37N2{next(numbers):06}",
            "model": "Golf",
            "colour": "白",
            "arrived_on": today - timedelta(days=30),
        } | fields
        return add_vehicle(by=floor.manager, now=now, **values)

    return new_vehicle


@pytest.fixture
def vehicle(new_vehicle):
    return new_vehicle()


@pytest.fixture
def dues(today):
    """A deposit of 5,000 today and the rest of 150,000 in ten days."""
    return (
        DueLine(DueKind.DEPOSIT, today, DEPOSIT),
        DueLine(DueKind.BALANCE, today + timedelta(days=10), PRICE - DEPOSIT),
    )


@pytest.fixture
def receipt(today):
    """`receipt("5000")`: so much in cash, today unless said otherwise."""

    def receipt(amount, **fields):
        values = {"way": PaidBy.CASH, "received_on": today} | fields
        return Receipt(amount=Decimal(amount), **values)

    return receipt


@pytest.fixture
def place(now, today, dues):
    """`place(opportunity, on=…, deposit=…, vehicle=…, price=…)`: an order of 150,000 for a white Golf."""

    def place(opportunity, *, by=None, on=None, deposit=None, vehicle=None, **terms):
        values = {"model": "Golf", "colour": "白", "price": PRICE, "dues": dues} | terms
        return place_order(
            by=by or opportunity.consultant,
            now=now,
            on=on or today,
            opportunity=opportunity,
            terms=Terms(**values),
            deposit=deposit,
            vehicle=vehicle,
        )

    return place


@pytest.fixture
def order(place, opportunity):
    return place(opportunity)


@pytest.fixture
def who(floor, now, today):
    """What every act on an order is told: by the consultant, now, today."""
    return {"by": floor.consultant, "now": now, "on": today}


@pytest.fixture
def consultant(browse, floor):
    return browse(floor.consultant)


@pytest.fixture
def cashier(browse, finance):
    return browse(finance)


@pytest.fixture
def director(browse, floor):
    return browse(floor.director)


def at(name, *args):
    return reverse(f"orders:{name}", args=args)


def sending(client, url, values):
    """The values with the token of the form that the page shows."""
    token = client.get(url).context["form"]["token"].value()
    return values | {"token": str(token)}


def step(client, order, name, **values):
    """Do a step; returns the answer."""
    return client.post(at(f"step_{name}", order.pk), values)
