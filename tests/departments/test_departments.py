"""Each department's open steps are its first page (R5.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crm_site.home.queries import first_pages_of
from orders.buyers.services import add_vehicle as add_car
from orders.buyers.services import begin_care
from orders.orders.services.allocation import allocate_vehicle
from orders.orders.services.steps import expect_delivery, sign_contract
from tests.factories import UserFactory
from tests.orders.conftest import *  # noqa: F403

PAGE = reverse("service:department")


@pytest.fixture
def service(floor):
    return UserFactory(store=floor.store, role="service")


def numbers(client):
    return {each.part.code: each.number for each in client.get(PAGE).context["parts"]}


def test_r5_5_it_is_the_first_page_of_both(finance, service, browse):
    for person in (finance, service):
        assert first_pages_of(person) == ["service:department"]
        assert browse(person).get("/").url == PAGE
        assert browse(person).get(PAGE).status_code == 200


def test_r5_5_finance_has_payments_deposits_and_invoices(
    place, opportunity, finance, browse, who, today
):
    order = place(opportunity)
    client = browse(finance)
    before = numbers(client)
    sign_contract(**who, order=order, number="HT-1", signed_on=today)
    type(order).objects.filter(pk=order.pk).update(converted_on=today)
    after = numbers(client)
    assert after["invoices"] == before["invoices"] + 1 == 1
    assert after["payments"] + after["deposits"] >= 1
    shown = client.get(PAGE + "?show=invoices").content.decode()
    assert order.number in shown and reverse("orders:order_detail", args=[order.pk]) in shown


def test_r5_5_service_has_cars_deliveries_and_no_name_in_full(
    order, vehicle, service, browse, who, today
):
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    expect_delivery(**who, order=order, delivery_expected_on=today + timedelta(days=3))
    client = browse(service)
    assert (numbers(client)["prepare"], numbers(client)["deliveries"]) == (1, 1)
    shown = client.get(PAGE + "?show=deliveries").content.decode()
    assert order.number in shown and "王小明" not in shown and order.customer.phone not in shown


def test_r5_5_a_car_bought_elsewhere_is_cared_for_too(
    opportunity, service, browse, who, now, floor, today
):
    """他销: entered on the card's back, its owner is a buyer, and service sees what is due."""
    car = add_car(
        by=floor.consultant,
        now=now,
        customer=opportunity.customer,
        model="Polo",
        delivered_on=today - timedelta(days=80),
        service_due_on=today + timedelta(days=5),
        insurance_expires_on=today + timedelta(days=20),
    )
    assert begin_care(by=floor.consultant, now=now, on=today, vehicle=car)
    found = numbers(browse(service))
    assert (found["services"], found["insurances"]) == (1, 1)


def test_the_page_takes_as_many_queries_for_three_as_for_one(
    place, floor, now, today, finance, browse, count_queries
):
    client = browse(finance)
    place(floor.open(now=now, on=today, model="Golf"))
    one = count_queries(client, PAGE + "?show=payments")
    for model in ("Polo", "Passat"):
        place(floor.open(now=now, on=today, model=model))
    assert count_queries(client, PAGE + "?show=payments") == one
