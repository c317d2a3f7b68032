"""On the phone: a quotation in two versions, a discount that the manager approves, the order (R9.10, R14.4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from orders.orders.models import Order
from orders.quotations.models import Quotation
from orders.stock.services import add_vehicle
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    for person in (floor.consultant, floor.manager):
        person.set_password(PASSWORD)
        person.save()
    return floor


def test_two_versions_a_discount_approved_and_the_order(
    floor, now, new_page, log_in, assert_accessible
):
    today = floor.store.business_date(now)
    opportunity = floor.open(now=now, on=today, name="王小明")
    vehicle = add_vehicle(
        by=floor.manager,
        now=now,
        store=floor.store,
        vin="LSVAU2A37N2183294",
        model="Golf",
        colour="白",
        list_price=Decimal(150000),
        arrived_on=today - timedelta(days=20),
    )
    seller = new_page("phone", locale="zh-CN")
    log_in(seller, floor.consultant.username)
    seller.goto(f"/customers/{opportunity.customer_id}/")
    follow(seller, f"a[href='/opportunities/{opportunity.pk}/quotation/']")
    assert_accessible(seller)
    expect(seller.locator("#id_price")).to_have_value("150000.00")
    seller.select_option("#id_vehicle", str(vehicle.pk))
    seller.fill("#id_amount_0", "6200.50")
    seller.fill("#id_months", "36")
    seller.fill("#id_down_payment", "56200.50")
    seller.fill("#id_yearly_rate", "4.8")
    seller.locator("#id_yearly_rate").press("Tab")
    expect(seller.locator("#sums")).to_contain_text("2,988.12")
    follow(seller, "main form .form-buttons .btn-primary")
    first = Quotation.objects.get()
    assert_accessible(seller)

    follow(seller, f"a[href='/quotations/{first.pk}/version/']")
    seller.fill("#id_discount", "4500")
    follow(seller, "main form .form-buttons .btn-primary")
    expect(seller.locator("[data-error-summary]")).to_be_focused()
    seller.fill("#id_discount_reason", "竞品便宜三千")
    follow(seller, "main form .form-buttons .btn-primary")
    second = Quotation.objects.get(version=2)
    expect(seller.locator(f"a[href='/quotations/{second.pk}/order/']")).to_have_count(0)

    manager = new_page("phone", locale="zh-CN")
    log_in(manager, floor.manager.username)
    manager.goto("/inbox/")
    assert_accessible(manager)
    manager.check(f"#discount-{second.pk} input[name=item]")
    follow(manager, "button[name=act][value=approve]")
    assert_accessible(manager)
    follow(manager, "main form button.btn-primary")
    manager.wait_for_url("**/inbox/")
    second.refresh_from_db()
    assert (second.state, second.decided_by) == ("open", floor.manager)

    seller.reload()
    follow(seller, f"a[href='/quotations/{second.pk}/paper/']")
    expect(seller.locator(".quotation-price")).to_have_text("¥151,700.50")
    assert_accessible(seller)
    assert seller.evaluate("document.documentElement.scrollWidth") <= 390
    seller.goto(f"/quotations/{second.pk}/order/")
    expect(seller.locator("#id_price")).to_have_value("151700.50")
    follow(seller, "main form .btn-primary")
    order = Order.objects.get()
    second.refresh_from_db()
    assert (second.state, second.order) == ("accepted", order)
    assert (order.price, order.vehicle) == (Decimal("151700.50"), vehicle)
