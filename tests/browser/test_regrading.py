"""A grade in one line: a tap in the list on the phone, a drag and a key on the board at the desk (R3.1, R3.5)."""

import pytest
from playwright.sync_api import expect

from leads.opportunities.models import Opportunity
from tests.browser.conftest import PASSWORD
from tests.factories import Floor


@pytest.fixture
def opportunity(transactional_db, now):
    floor = Floor()
    floor.consultant.set_password(PASSWORD)
    floor.consultant.save()
    on = floor.store.business_date(now)
    return floor.open(now=now, on=on, grade="A", days=5, name="王小明")


def grade_of(opportunity):
    return Opportunity.objects.get(pk=opportunity.pk).grade.code


def test_a_tap_in_the_list(new_page, log_in, assert_accessible, opportunity):
    page = new_page("phone", locale="zh-CN")
    log_in(page, opportunity.consultant.username)
    page.goto("/customers/?grade=A")
    page.locator(".cell-grade a").click()
    sheet = page.locator("dialog.sheet")
    expect(sheet.locator("h1")).to_have_text("王小明")
    assert_accessible(page)
    sheet.locator("label.choice", has=page.locator("[value=H]")).click()
    expect(sheet.locator("#id_note")).to_have_value("H 客户")
    sheet.get_by_role("button", name="保存", exact=True).last.click()
    expect(sheet).to_have_count(0)
    expect(page.locator("#messages")).to_contain_text("王小明 现为 H 级")
    assert grade_of(opportunity) == "H"


def test_a_drag_and_a_key_on_the_board(new_page, log_in, assert_accessible, opportunity):
    page = new_page("desktop", locale="en-US")
    log_in(page, opportunity.consultant.username)
    page.goto("/customers/board/")
    assert_accessible(page)
    sheet = page.locator("dialog.sheet")
    page.locator(".board-card").drag_to(page.locator("[data-grade=B]"))
    expect(sheet.locator("#id_note")).to_have_value("B 客户")
    sheet.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("[data-grade=B] .board-card")).to_have_count(1)
    page.locator(".board-card .list-title").focus()
    page.keyboard.press("ArrowLeft")
    expect(sheet.locator("#id_note")).to_have_value("A 客户")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    assert grade_of(opportunity) == "B"
    # Beside its links the row leads to the card, too.
    page.locator(".board-card").click(position={"x": 4, "y": 4})
    page.wait_for_url(f"**/customers/{opportunity.customer_id}/")
