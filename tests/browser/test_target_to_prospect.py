"""From a name on the list to a customer with an intent: company, people, task, promotion (R14.2, R14.3)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from leads.customers.models import Customer
from leads.prospecting.models import TargetCustomer
from tests.browser.steps import follow
from tests.factories import Floor


@pytest.fixture
def floor(transactional_db):
    return Floor()


def test_r14_2_a_target_company_becomes_a_prospect(new_page, log_in, floor, now, assert_accessible):
    page = new_page("phone", locale="zh-CN")
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
