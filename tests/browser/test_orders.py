"""From the order to the delivery: a consultant, the finance desk, the stock (R9.10)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.opportunities.models import State
from orders.orders.models import Order
from orders.orders.services.placing import Terms, place_order
from orders.stock.models import Vehicle
from orders.stock.services import add_vehicle
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.delivering import confirm_sheet
from tests.factories import Floor, UserFactory

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    floor.finance = UserFactory(store=floor.store, role="finance")
    for person in (floor.consultant, floor.finance, floor.director):
        person.set_password(PASSWORD)
        person.save()
    return floor


@pytest.fixture
def today(floor, now):
    return floor.store.business_date(now)


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, name="王小明")


@pytest.fixture
def vehicle(floor, now, today):
    return add_vehicle(
        by=floor.director,
        now=now,
        store=floor.store,
        vin="LSVAU2A37N2183294",
        model="Golf",
        colour="白",
        arrived_on=today - timedelta(days=20),
    )


def do_step(page, name, **values):
    """Open the small form of a step, fill it in and send it."""
    form = page.locator(f"#step-{name}")
    if not form.evaluate("box => box.open"):
        form.locator("summary").click()
    for field, value in values.items():
        page.fill(f"#{name}_{field}", value)
    follow(page, form.locator(".btn-primary"))


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_ordered_paid_delivered(
    floor, opportunity, vehicle, today, new_page, log_in, assert_accessible, viewport, locale
):
    seller = new_page(viewport, locale=locale)
    log_in(seller, floor.consultant.username)
    seller.goto(f"/customers/{opportunity.customer_id}/")
    follow(seller, f"a[href='/opportunities/{opportunity.pk}/order/']")
    assert_accessible(seller)
    seller.fill("#id_price", "150000")
    seller.fill("#id_deposit", "200000")
    follow(seller, "main form .btn-primary")
    expect(seller.locator("[data-error-summary]")).to_be_focused()
    expect(seller.locator("#id_price")).to_have_value("150000")
    seller.fill("#id_deposit", "5000")
    seller.select_option("#id_deposit_way", "mobile")
    seller.select_option("#id_vehicle", str(vehicle.pk))
    seller.fill("#id_contract_signed_on", today.isoformat())
    follow(seller, "main form .btn-primary")
    seller.wait_for_url("**/orders/*/")
    order = Order.objects.get()
    assert (order.vehicle, order.converted_on) == (vehicle, today)
    assert_accessible(seller)

    cashier = new_page(viewport, locale=locale)
    log_in(cashier, floor.finance.username)
    cashier.wait_for_url("**/department/")
    assert_accessible(cashier)
    cashier.goto("/payments/due/")
    assert_accessible(cashier)
    follow(cashier, f"a[href='/orders/{order.pk}/payment/#step-payment']")
    expect(cashier.locator("#step-payment")).to_have_attribute("open", "")
    do_step(cashier, "payment", amount="145000.01")
    expect(cashier.locator("#payment_amount")).to_have_value("145000.01")
    assert_accessible(cashier)
    do_step(cashier, "payment", amount="145000")
    expect(cashier.locator("#step-payment")).to_have_count(0)

    seller.reload()
    confirm_sheet(order, now=timezone.now())
    do_step(seller, "deliver")
    assert_accessible(seller)
    order.refresh_from_db()
    opportunity.refresh_from_db()
    assert (order.delivered_on, opportunity.state) == (today, State.WON)
    seller.goto("/vehicles/?state=delivered")
    expect(seller.locator("#results tbody tr")).to_have_count(1)
    assert_accessible(seller)


def test_a_director_keeps_stock_and_targets_without_javascript(
    floor, vehicle, today, new_page, log_in
):
    page = new_page("desktop", javascript=False)
    log_in(page, floor.director.username)
    page.goto("/vehicles/new/")
    page.fill("#id_vin", "lsvau2a37n2183295")
    page.fill("#id_model", "Polo")
    page.fill("#id_colour", "黑")
    follow(page, "main form .btn-primary")
    assert Vehicle.objects.get(model="Polo").arrived_on == today
    page.goto("/targets/")
    page.fill("#id_orders_store", "12")
    follow(page, "main form[method=post] .btn-primary")
    expect(page.locator("#id_orders_store")).to_have_value("12")


def test_the_lists_of_a_director_are_accessible(
    floor, opportunity, vehicle, today, now, new_page, log_in, assert_accessible
):
    place_order(
        by=floor.consultant,
        now=now,
        on=today,
        opportunity=opportunity,
        terms=Terms(model="Golf", colour="白", price=Decimal("1234567.89")),
        vehicle=vehicle,
    )
    page = new_page("phone", locale="zh-CN")
    log_in(page, floor.director.username)
    for url in (
        "/orders/",
        "/payments/due/",
        "/vehicles/",
        "/targets/",
        f"/vehicles/{vehicle.pk}/",
    ):
        page.goto(url)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
