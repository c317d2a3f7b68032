"""A director reads the month's indicators and goes to the rows behind a figure (R9.8)."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor(now):
    floor = Floor()
    floor.director.set_password(PASSWORD)
    floor.director.save()
    on = floor.store.business_date(now)
    first, _second = (floor.open(now=now, on=on, channel=channel) for channel in ("douyin", ""))
    floor.contact(first, now=now, on=on)
    return floor


@pytest.mark.parametrize(("viewport", "locale"), [("desktop", "en-US"), ("phone", "zh-CN")])
def test_from_a_tile_to_its_rows(new_page, log_in, assert_accessible, floor, viewport, locale):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    page.goto("/indicators/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.locator(".chart-numbers summary").click()
    assert page.locator(".chart-numbers tbody tr").count() == 12
    follow(page, page.locator(".span-kinds a").nth(2))
    page.wait_for_url("**span=year**")
    tile = page.locator(".tile-value a").first
    expect(tile).to_have_text("2")
    follow(page, tile)
    page.wait_for_url("**/indicators/rows**")
    assert page.locator(".sheet-table tbody tr").count() == 2
    assert_accessible(page)
    follow(page, page.locator("a.breadcrumb"))
    page.wait_for_url("**/indicators/?**span=year**")
