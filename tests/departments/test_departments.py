"""Each department's open steps are its first page (R5.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crm_site.home.queries import first_pages_of
from orders.buyers.services import add_vehicle as add_car
from orders.buyers.services import begin_care
from orders.orders.services.allocation import allocate_vehicle
from orders.orders.services.steps import expect_delivery, sign_contract
from service.complaints.services.registering import Told, register
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


def test_r14_1_a_department_sees_its_complaints_late_ones_first(
    floor, service, finance, browse, now, count_queries
):
    def complain(name, department, at):
        told = Told(name=name, phone=floor.new_phone(), text="等了很久", department=department)
        return register(by=floor.manager, now=at, store=floor.store, told=told)

    complain("新近", "service", now)
    late = complain("早先", "service", now - timedelta(days=9))
    of_parts = complain("配件", "parts", now - timedelta(days=5))
    complain("财务", "finance", now)
    # What a colleague has taken is theirs alone.
    colleague = UserFactory(store=floor.store, role="service")
    taken = complain("有人了", "service", now)
    type(taken).objects.filter(pk=taken.pk).update(assignee=colleague)
    page = browse(service).get(PAGE)
    assert [row.name for row in page.context["complaints"]] == ["早先", "配件", "新近"]
    shown = page.content.decode()
    assert reverse("service:complaint", args=[late.pk]) in shown and of_parts.name in shown
    assert [row.name for row in browse(finance).get(PAGE).context["complaints"]] == ["财务"]
    assert len(browse(colleague).get(PAGE).context["complaints"]) == 4
    one = count_queries(browse(finance), PAGE)
    complain("又一", "finance", now), complain("再一", "finance", now)
    assert count_queries(browse(finance), PAGE) == one
    marketing = UserFactory(store=floor.store, role="marketing")
    assert "Nothing is open here" in browse(marketing).get(PAGE).content.decode()
    complain("车展", "marketing", now)
    assert [row.name for row in browse(marketing).get(PAGE).context["complaints"]] == ["车展"]


def test_r5_5_the_steps_are_filtered_and_stay_on_their_part(place, opportunity, finance, browse):
    order = place(opportunity)
    client = browse(finance)
    every = client.get(PAGE, {"show": "payments"}).context
    found = client.get(PAGE, {"show": "payments", "q": order.number}).context
    assert len(found["lines"]) == len(every["lines"]) > 0
    assert 'name="show" value="payments"' in str(found["filter"].form["show"])
    assert not client.get(PAGE, {"show": "payments", "q": "no such"}).context["lines"]
    late = client.get(PAGE, {"show": "payments", "due": "late"}).context["lines"]
    later = client.get(PAGE, {"show": "payments", "due": "now"}).context["lines"]
    assert len(late) + len(later) == len(every["lines"])
    assert client.get(PAGE, {"show": "payments", "due": "\0", "q": "\0"}).status_code == 200


def test_r5_5_the_steps_on_paper_and_as_a_spreadsheet(
    place, opportunity, finance, service, browse, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    order = place(opportunity)
    client = browse(finance)
    sheet = reverse("reports:finance-steps")
    assert sheet in client.get(PAGE).context["as_sheet"]
    paper = client.get(f"{sheet}paper", {"by": "payments"}).content.decode()
    assert "财务待办清单" in paper and order.number in paper
    token = client.get(sheet).context["once"]["token"].value()
    client.post(f"{sheet}export?by=payments", {"token": token})
    assert [(each.state, each.way) for each in finance.exports.all()] == [("done", "payments")]
    of_service = reverse("reports:service-steps")
    assert browse(service).get(of_service).status_code == 200
    assert client.get(of_service).status_code == 403


def test_r1_3_service_reads_no_price_behind_the_figures(
    order, vehicle, service, browse, finance, who, today
):
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    rows = reverse("reports:service-steps_rows")
    page = browse(service).get(rows, {"show": "prepare"})
    price = [column.code for column in page.context["columns"]].index("price")
    (line,) = page.context["lines"]
    assert order.number in line and line[price] is None
    type(order).objects.filter(pk=order.pk).update(converted_on=today)
    rows = reverse("reports:finance-steps_rows")
    (line,) = browse(finance).get(rows, {"show": "invoices"}).context["lines"]
    assert line[price] == order.price
