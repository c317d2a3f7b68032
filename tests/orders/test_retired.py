"""A card taken out of use: no order is left open, no care owed, nothing shown to its consultant (R1.4)."""

import pytest
from django.core.exceptions import ValidationError

from followups.retirement.services import approve_request
from leads.change_requests.services import ask_change, ask_deletion
from leads.customers.models import Customer, Lifecycle
from leads.customers.services import become_buyer
from orders.buyers.models import OwnedVehicle
from orders.orders.models import Order
from tests.delivering import deliver


def retire(floor, customer, now, today):
    asked = ask_deletion(by=floor.consultant, now=now, customer=customer, reason="twice")
    approve_request(asked, by=floor.manager, now=now, on=today)
    customer.refresh_from_db()


@pytest.fixture
def delivered(place, opportunity, vehicle, who, today):
    order = place(opportunity, vehicle=vehicle)
    deliver(**who, order=order, delivered_on=today, despite_outstanding=True)
    order.refresh_from_db()
    return order


def test_not_while_an_order_is_open(floor, order, now, today):
    with pytest.raises(ValidationError, match="open order"):
        retire(floor, order.customer, now, today)


def test_a_retired_buyer_is_owed_no_care(floor, delivered, now, today):
    plans = delivered.opportunity.activities.planned()
    assert plans.exists()
    retire(floor, delivered.customer, now, today)
    assert delivered.customer.lifecycle == Lifecycle.INACTIVE
    assert not plans.exists()


def test_his_consultant_sees_neither_order_nor_car(floor, delivered, now, today):
    retire(floor, delivered.customer, now, today)
    for model in (Order, OwnedVehicle):
        assert not model.objects.visible_to(floor.consultant).exists()
        assert model.objects.visible_to(floor.manager).exists()


def test_becoming_a_buyer_keeps_a_name_changed_meanwhile(floor, opportunity, now, today):
    """The customer is read again, under lock, before they are written (R1.4)."""
    stale = Customer.objects.get(pk=opportunity.customer_id)
    asked = ask_change(by=floor.consultant, now=now, customer=stale, name="王大明", reason="typo")
    approve_request(asked, by=floor.manager, now=now, on=today)
    stale.name = "王小明"
    become_buyer(by=floor.consultant, now=now, customer=stale)
    kept = Customer.objects.get(pk=stale.pk)
    assert (kept.name, kept.lifecycle) == ("王大明", Lifecycle.BUYER)
