"""Finance and customer service hear of a sale, its payment and its delivery (R5.5)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.notices.models import Notice
from orders.orders.models import PaidBy, Payment
from orders.orders.services.allocation import allocate_vehicle
from orders.orders.services.payments import Receipt, record_payment, reverse_payment
from orders.orders.services.placing import Terms, place_order
from orders.orders.services.steps import mark_firm, sign_contract
from tests.delivering import deliver
from tests.factories import UserFactory
from tests.orders.conftest import PRICE


@pytest.fixture
def service(floor):
    return UserFactory(store=floor.store, role="service")


@pytest.fixture
def how(floor, now, today):
    return {"by": floor.consultant, "now": now, "on": today}


@pytest.fixture
def order(opportunity, how):
    terms = Terms(model="Golf", colour="白", price=PRICE)
    return place_order(opportunity=opportunity, terms=terms, **how)


def told(person):
    return [notice.kind for notice in Notice.objects.filter(person=person).order_by("pk")]


def pay(order, amount, how):
    receipt = Receipt(amount=Decimal(amount), way=PaidBy.TRANSFER, received_on=how["on"])
    return record_payment(order=order, receipt=receipt, **how)


def test_r5_5_contract_and_money_make_a_sale_that_both_hear_of(order, how, finance, service):
    elsewhere = UserFactory(role="finance")
    sign_contract(order=order, number="C1", signed_on=how["on"], **how)
    assert told(finance) == told(service) == []
    pay(order, 5000, how)
    assert told(finance) == ["order.told.converted"] and told(service) == [
        "order.told.converted_service"
    ]
    notice = Notice.objects.get(person=finance)
    assert notice.url == reverse("orders:order_detail", args=[order.pk])
    assert order.customer.name not in str(notice) and order.number in str(notice)
    assert not told(elsewhere) and not told(how["by"])


def test_r5_5_a_firm_agreement_is_one_too(opportunity, how, finance):
    terms = Terms(model="Golf", colour="白", price=PRICE, firm_on=how["on"])
    place_order(opportunity=opportunity, terms=terms, **how)
    assert told(finance) == ["order.told.converted"]


def test_r5_5_undone_and_done_again_it_is_told_once(order, how, finance):
    for firm_on in (how["on"], None, how["on"]):
        mark_firm(order=order, firm_on=firm_on, **how)
    assert told(finance) == ["order.told.converted"]


def test_r5_5_paid_in_full_and_delivered(order, how, finance, service, new_vehicle):
    pay(order, PRICE - 1, how)
    assert told(service) == []
    (last,) = pay(order, 1, how)
    assert told(service) == ["order.told.paid_service"]
    reverse_payment(payment=Payment.objects.get(pk=last.pk), reason="误录", **how)
    pay(order, 1, how)
    assert told(service) == ["order.told.paid_service"]
    allocate_vehicle(order=order, vehicle=new_vehicle(), **how)
    deliver(order=order, delivered_on=how["on"], **how)
    assert told(finance) == ["order.told.paid", "order.told.delivered"]
    assert told(service) == ["order.told.paid_service", "order.told.delivered_service"]


def test_r5_5_who_left_is_not_told(order, how, finance):
    finance.is_active = False
    finance.save()
    mark_firm(order=order, firm_on=how["on"], **how)
    assert told(finance) == []
