"""The card's back in the browser's eyes: cars, contact plan, care logged (R9.2)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from followups.activities.models import Activity
from orders.buyers.models import OwnedVehicle
from orders.buyers.services import make_contact_plan


@pytest.fixture
def car(floor, now):
    return sell(floor, now)


def sell(floor, now, **card):
    opportunity = floor.open(now=now, on=now.date(), **card)
    floor.contact(opportunity, now=now, on=now.date(), next_in=None, outcome="won")
    opportunity.refresh_from_db()
    car = OwnedVehicle.objects.create(
        store=floor.store,
        customer=opportunity.customer,
        opportunity=opportunity,
        model="Golf",
        vin="LFV2A21K0A1234567",
        delivered_on=now.date(),
    )
    make_contact_plan(by=floor.consultant, now=now, on=now.date(), vehicle=car)
    return car


def test_the_back_shows_car_and_plan(client, car):
    html = client.get(reverse("buyers:card_back", args=[car.customer_id])).content.decode()
    assert "LFV2A21K0A1234567" in html
    assert "Thank-you call" in html
    assert html.count("log_plan") == 0 and html.count("Log contact") == 8  # no known birthday


def test_its_queries_do_not_grow_with_the_cars(client, car, floor, now, count_queries):
    url = reverse("buyers:card_back", args=[car.customer_id])
    one = count_queries(client, url)
    for number in range(2):
        OwnedVehicle.objects.create(
            store=floor.store, customer=car.customer, model=f"Polo {number}"
        )
    assert count_queries(client, url) == one


def test_care_is_logged_from_the_plan(client, car, today):
    call = car.care_items.get(kind="thank_you_call").activity
    url = reverse("followups:log_plan", args=[call.pk])
    page = client.get(url).content.decode()
    assert "Next contact" not in page and 'name="note"' not in page
    sent = {"mode": "phone", "result": "reached", "executed_on": today.isoformat()}
    refused = client.post(url, sent | {"token": "x", "content": " "}).content.decode()
    assert "a contact without content does not count" in refused
    said = {"token": "x", "content": "问了车况", "feedback": "很满意"}
    assert client.post(url, sent | said).status_code == 302
    call.refresh_from_db()
    assert call.is_effective and call.content == "问了车况"


def test_plate_and_insurance_are_kept_and_bad_ones_refused(client, car, today):
    url = reverse("buyers:car_edit", args=[car.pk])
    refused = client.post(url, {"plate_number": "京A" + "1" * 30, "insurance_expires_on": "soon"})
    assert "Enter a valid date" in refused.content.decode()
    expires = today + timedelta(days=20)
    good = {"plate_number": "京A12345", "insurance_expires_on": expires.isoformat()}
    assert client.post(url, good).status_code == 302
    car.refresh_from_db()
    assert (car.plate_number, car.insurance_expires_on) == ("京A12345", expires)
    assert "Insurance expires" in client.get("/").content.decode()


def test_a_further_line_pressed_twice_is_one(client, car, today):
    url = reverse("buyers:care_create", args=[car.pk])
    page = client.get(url).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    sent = {"token": token, "planned_on": today.isoformat(), "mode": "phone", "content": "贴膜"}
    before = Activity.objects.count()
    assert client.post(url, sent).status_code == client.post(url, sent).status_code == 302
    assert Activity.objects.count() == before + 1


def test_a_car_of_another_dealer(client, car):
    url = reverse("buyers:car_create", args=[car.customer_id])
    assert client.post(url, {"model": "Bora", "delivered_on": "2020-05-01"}).status_code == 302
    other = car.customer.vehicles.get(model="Bora")
    assert other.delivered_on == date(2020, 5, 1) and other.opportunity is None
    page = client.get(reverse("buyers:card_back", args=[car.customer_id])).content.decode()
    assert "bought elsewhere" in page and "sold here" in page
    assert client.get(reverse("buyers:care_create", args=[other.pk])).status_code == 404
    begin = reverse("buyers:care_begin", args=[other.pk])
    for _twice in range(2):
        assert client.post(begin).status_code == 302
    assert other.care_items.count() == 8


def test_a_car_of_another_dealer_with_its_care_in_one_form(client, car):
    url = reverse("buyers:car_create", args=[car.customer_id])
    sent = {"model": "Polo", "cared_for": "on", "made_in": "2025-03", "price": "98000"}
    assert client.post(url, sent | {"loan_months": "0"}).status_code == 200
    assert client.post(url, sent).status_code == 302
    other = car.customer.vehicles.get(model="Polo")
    assert (other.made_in, other.price, other.care_items.count()) == (date(2025, 3, 1), 98000, 8)
    edit = client.get(reverse("buyers:car_edit", args=[other.pk])).content.decode()
    assert 'value="2025-03"' in edit
