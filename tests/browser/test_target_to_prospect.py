"""From a name on the list to a car that leaves: people, task, promotion, order, delivery (R14.2, R14.3, R5.5)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from leads.customers.models import Customer
from leads.opportunities.models import State
from leads.prospecting.models import TargetCustomer
from orders.delivery_sheets.models import DeliverySheet
from orders.orders.models import Order
from orders.stock.services import add_vehicle
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.browser.test_orders import do_step
from tests.factories import Floor, UserFactory

VIN = "LSVAU2A37N2183294"


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    floor.finance = UserFactory(store=floor.store, role="finance")
    for person in (floor.consultant, floor.finance, floor.manager):
        person.set_password(PASSWORD)
        person.save()
    return floor


@pytest.fixture
def vehicle(floor, now):
    today = floor.store.business_date(now)
    return add_vehicle(
        by=floor.director,
        now=now,
        store=floor.store,
        vin=VIN,
        model="Passat",
        colour="黑",
        arrived_on=today,
    )


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_r14_2_r5_5_a_target_company_becomes_a_prospect_and_its_car_leaves(
    viewport, new_page, log_in, floor, vehicle, now, assert_accessible
):
    page = new_page(viewport, locale="zh-CN")
    log_in(page, floor.consultant.username)
    page.goto("/prospecting/")
    follow(page, "a[href='/prospecting/new/']")
    page.fill("#id_name", "远航物流有限公司")
    page.fill("#id_trade", "物流")
    assert_accessible(page)
    follow(page, "main form .btn-primary")

    for name, role, phone in (
        ("陈建", "采购", "13800138001"),
        ("周敏", "财务", ""),
        ("吴总", "决策人", ""),
    ):
        follow(page, "a[href$='/people/new/']")
        page.fill("#id_name", name)
        page.fill("#id_position", role)
        page.fill("#id_phone", phone)
        follow(page, "main form .btn-primary")
    expect(page.locator("main")).to_contain_text("吴总")

    follow(page, "a[href^='/tasks/new/']")
    page.fill("#id_text", "上门了解用车")
    page.fill("#id_due_at", f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    follow(page, "main form .btn-primary")
    expect(page.locator("main")).to_contain_text("上门了解用车")
    assert_accessible(page)

    # It stands on the list of today, and is done there.
    page.goto("/")
    page.locator(".notice-line > summary", has_text="任务").click()
    follow(page, ".notice-line a[href^='/tasks/']")
    page.fill("#id_result", "年底换五辆车")
    follow(page, "main form .btn-primary")

    target = TargetCustomer.objects.get()
    page.goto(f"/prospecting/{target.pk}/")
    follow(page, "a[href$='/promote/']")
    expect(page.locator("#id_phone")).to_have_value("13800138001")
    page.fill("#id_district", "朝阳区")
    page.fill("#id_model", "Passat")
    page.fill("#id_expected_on", f"{now + timedelta(days=5):%Y-%m-%d}")
    page.fill("#id_note", "H 五辆车")
    page.fill("#id_expected_content", "送报价单")
    follow(page, "main form .btn-primary")
    customer = Customer.objects.get()
    expect(page).to_have_url(f"{page.url.split('/customers')[0]}/customers/{customer.pk}/")
    expect(page.locator("main")).to_contain_text("年底换五辆车")
    expect(page.locator("main")).to_contain_text("吴总")
    assert_accessible(page)
    assert customer.lifecycle == "prospect"

    # What the company runs, and what was agreed on its fleet.
    follow(page, "a[href$='/vehicles/new/']")
    page.fill("#id_brand", "Passat")
    follow(page, "main form .btn-primary")
    follow(page, "a[href$='/contracts/new/']")
    page.fill("#id_number", "DKH-2026-01")
    page.fill("#id_subject", "五辆 Passat")
    page.fill("#id_from_on", f"{now:%Y-%m-%d}")
    follow(page, "main form .btn-primary")
    expect(page.locator("main")).to_contain_text("DKH-2026-01")

    # The first of the cars is ordered, paid and invoiced.
    follow(page, "a[href$='/order/']")
    page.fill("#id_price", "200000")
    page.fill("#id_deposit", "5000")
    page.select_option("#id_deposit_way", "mobile")
    page.select_option("#id_vehicle", str(vehicle.pk))
    page.fill("#id_contract_signed_on", f"{now:%Y-%m-%d}")
    assert_accessible(page)
    follow(page, "main form .btn-primary")
    page.wait_for_url("**/orders/*/")
    order = Order.objects.get()
    cashier = new_page(viewport, locale="zh-CN")
    log_in(cashier, floor.finance.username)
    cashier.goto(f"/orders/{order.pk}/")
    do_step(cashier, "payment", amount="195000")
    do_step(cashier, "invoice", number="2026-0001")

    # It does not leave before the manager has confirmed the sheet of its delivery.
    page.reload()
    do_step(page, "deliver")
    expect(page.locator("main")).to_contain_text("交车")
    order.refresh_from_db()
    assert order.delivered_on is None
    leader = new_page(viewport, locale="zh-CN")
    log_in(leader, floor.manager.username)
    leader.goto(f"/orders/{order.pk}/")
    follow(leader, f"a[href='/orders/{order.pk}/sheet/']")
    leader.fill("#id_vin_end", "000000")
    leader.check("#id_is_insured")
    follow(leader, "main form .btn-primary")
    assert_accessible(leader)
    leader.fill("#id_vin_end", VIN[-6:])
    follow(leader, "main form .btn-primary")
    leader.wait_for_url(f"**/orders/{order.pk}/")
    assert DeliverySheet.objects.get(order=order).confirmed_by == floor.manager
    page.goto(f"/orders/{order.pk}/")
    do_step(page, "deliver")
    order.refresh_from_db()
    customer.refresh_from_db()
    assert order.opportunity.state == State.WON and order.delivered_on
    assert customer.lifecycle == "buyer"
    page.goto(f"/customers/{customer.pk}/")
    expect(page.locator("main")).to_contain_text("DKH-2026-01")
    assert_accessible(page)
