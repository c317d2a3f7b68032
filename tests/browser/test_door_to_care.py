"""One customer through the whole house in real pages: from the door to the care of a year.

Afterwards every sheet shows them where the paper would have.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from orders.buyers.models import OwnedVehicle
from orders.orders.models import Order
from orders.stock.services import add_vehicle
from tests.browser.conftest import PASSWORD
from tests.browser.steps import Clock, follow, log_contact
from tests.browser.test_orders import do_step
from tests.delivering import confirm_sheet
from tests.factories import Floor, UserFactory

WANG, PHONE = "王先生", "139 0000 7788"
DAY = timedelta(days=1)


@pytest.fixture
def clock():
    with Clock().running() as clock:
        yield clock


@pytest.fixture
def floor(transactional_db, clock):
    floor = Floor()
    floor.reception = UserFactory(store=floor.store, role="reception", full_name="吴前台")
    floor.finance = UserFactory(store=floor.store, role="finance", full_name="马财务")
    for person, name in ((floor.consultant, "李娜"), (floor.manager, "周经理")):
        person.full_name = name
    for person in (floor.consultant, floor.manager, floor.reception, floor.finance):
        person.set_password(PASSWORD)
        person.save()
    add_vehicle(
        by=floor.manager,
        now=clock.at("2026-11-02"),
        store=floor.store,
        vin="LSVAU2A37N2183294",
        model="Golf",
        colour="白",
        arrived_on=clock.today,
    )
    return floor


def walks_in(page):
    page.goto("/reception/")
    follow(page, "#new-visit")
    page.fill("#id_phone", PHONE)
    expect(page.locator(".newcomer")).to_be_visible()
    page.fill("#id_name", WANG)
    page.fill("#id_district", "朝阳区")
    page.fill("#id_model", "Golf")
    page.fill("#id_note", "周末看车")
    page.click('[data-write-grade="H"]')
    follow(page, ".visit-form .btn-primary")
    expect(page.locator(".inside-row")).to_contain_text(WANG)
    follow(page, page.locator("[id^=left-]"))
    expect(page.locator(".inside-row")).to_have_count(0)


def drives(page, clock):
    """The planned contact becomes a test drive, and the order is planned."""
    page.goto("/")
    page.locator(".list-row", has_text=WANG).locator("[data-sheet]").click()
    page.click(".more > summary")
    page.check("input[name=mode][value=test_drive]")
    page.check("input[name=result][value=test_driven]")
    page.fill("#id_content", "试驾满意")
    page.fill("#id_feedback", "喜欢动力")
    page.fill("#id_planned_on", (clock.today + DAY).isoformat())
    page.fill("#id_expected_content", "确认配置")
    page.click(".sheet .form-buttons .btn-primary")
    expect(page.locator(".alert-success")).to_contain_text(WANG)


def orders_with_a_deposit(page, clock):
    page.goto("/customers/")
    follow(page, page.get_by_role("link", name=WANG).first)
    follow(page, page.locator("a[href$='/order/']"))
    page.fill("#id_price", "150000")
    page.fill("#id_deposit", "5000")
    page.select_option("#id_deposit_way", "mobile")
    page.select_option("#id_vehicle", index=1)
    page.fill("#id_contract_signed_on", clock.today.isoformat())
    follow(page, "main form .btn-primary")
    page.wait_for_url("**/orders/*/")
    return Order.objects.get()


def splits_the_rest(page, order, first_on, last_on):
    """The payment plan: what is paid already, a part, and the rest at the delivery."""
    page.goto(f"/orders/{order.pk}/plan/")
    deposit, balance = order.dues.order_by("pk")
    lines = [(deposit.pk, "deposit", order.ordered_on, "5000")]
    lines += [(balance.pk, "instalment", first_on, "45000")]
    for key, kind, due_on, amount in [*lines, ("new0", "balance", last_on, "100000")]:
        page.select_option(f"#id_kind_{key}", kind)
        page.fill(f"#id_due_on_{key}", due_on.isoformat())
        page.fill(f"#id_amount_{key}", amount)
    follow(page, "main form .btn-primary")
    page.wait_for_url(f"**/orders/{order.pk}/")


def on_sheet(page, code, query="", text=WANG):
    """The row of the sheet on which the text stands, as one line."""
    page.goto(f"/sheets/{code}/?{query}")
    row = page.locator("main tbody tr", has_text=text).first
    expect(row).to_be_visible()
    return " ".join(row.inner_text().split())


def on_paper(page, path):
    """All that the paper form says."""
    page.goto(path)
    return page.locator("body").inner_text()


def test_from_the_door_to_the_care_of_a_year(
    floor, clock, new_page, log_in_by_form, assert_accessible
):
    door, seller, cashier, manager = (new_page() for _ in range(4))

    clock.at("2026-11-16", 10)
    log_in_by_form(door, floor.reception.username)
    walks_in(door)

    # The duty consultant finds the call on their worklist, makes it, and a test drive follows.
    log_in_by_form(seller, floor.consultant.username)
    expect(seller.locator("#visit-notices")).to_contain_text(WANG)
    clock.at("2026-11-17", 9)
    log_contact(seller, WANG, content="确认意向，约试驾", next_on=clock.today + DAY)
    clock.at("2026-11-18", 15)
    drives(seller, clock)

    # Order with deposit and vehicle: the grade becomes O by itself.
    clock.at("2026-11-19", 11)
    order = orders_with_a_deposit(seller, clock)
    assert order.opportunity.grade.code == "O"
    assert order.converted_on == clock.today

    # Finance agrees on the payment plan, sees what is due, and takes it in.
    log_in_by_form(cashier, floor.finance.username)
    splits_the_rest(cashier, order, clock.today + 2 * DAY, clock.today + 6 * DAY)
    row = on_sheet(cashier, "forecast", "on=2026-11-19", order.number)
    assert "45,000.00" in row
    clock.at("2026-11-21", 16)
    cashier.goto(f"/orders/{order.pk}/")
    do_step(cashier, "payment", amount="45000")
    clock.at("2026-11-25", 9)
    cashier.goto(f"/orders/{order.pk}/")
    do_step(cashier, "payment", amount="100000")
    do_step(cashier, "invoice", number="31882734")

    # Delivery; the car and a year of care are on the card's back.
    clock.at("2026-11-25", 14)
    seller.goto(f"/orders/{order.pk}/")
    confirm_sheet(order, now=timezone.now())
    do_step(seller, "deliver")
    do_step(seller, "plate", plate_number="京A12345")
    car = OwnedVehicle.objects.get()
    assert (car.vin, car.plate_number) == ("LSVAU2A37N2183294", "京A12345")
    seller.goto(f"/customers/{order.customer_id}/back/")
    assert_accessible(seller)
    expect(seller.locator("main")).to_contain_text("Thank-you call")
    clock.at("2026-11-28", 10)
    seller.goto("/")
    row = seller.locator(".list-row", has_text=WANG).filter(has_text="Thank-you call")
    row.locator("[data-sheet]").click()
    seller.check("input[name=result][value=reached]")
    seller.fill("#id_content", "车况很好")
    seller.fill("#id_feedback", "满意")
    seller.click(".sheet .form-buttons .btn-primary")
    expect(seller.locator(".alert-success")).to_be_visible()

    # Every sheet shows them where the paper would have.
    log_in_by_form(manager, floor.manager.username)
    visit = on_sheet(manager, "walk-ins", "start=2026-11-16&end=2026-11-16")
    assert "Golf" in visit and "李娜" in visit and " H " in f" {visit} "
    line = on_sheet(manager, "progression", "month=2026-11")
    assert line.count("H") >= 2 and "O" in line
    assert "确认意向" in on_sheet(manager, "daily", "on=2026-11-17")
    assert "试驾满意" in on_sheet(manager, "daily", "on=2026-11-18")
    sold = on_sheet(manager, "stock", "month=2026-11", "Golf")
    assert "白" in sold
    progress = on_sheet(manager, "sales", "month=2026-11", "李娜")
    assert "1" in progress
    paper = on_paper(manager, f"/customers/{order.customer_id}/paper")
    for said in (WANG, "试驾满意", "京A12345", "LSVAU2A37N2183294", "Thank-you call", "2026-11-28"):
        assert said in paper, said
