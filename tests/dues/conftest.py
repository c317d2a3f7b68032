"""The floor of the orders, with its vehicles and people in the browser."""

from tests.orders.conftest import (  # noqa: F401
    at_fixed_now,
    browse,
    cashier,
    consultant,
    count_queries,
    director,
    dues,
    finance,
    floor,
    new_vehicle,
    opportunity,
    order,
    place,
    receipt,
    today,
    vehicle,
    who,
)
