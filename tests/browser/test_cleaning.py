"""Invalid data on the phone: the schedule, a search, a card that is mended and one that is right (R13.4)."""

import pytest
from playwright.sync_api import expect

from intake.cleaning.models import CleaningRun, CleaningSchedule
from intake.cleaning.services.invalid import run_search
from leads.customers.models import Customer
from tests.browser.steps import follow
from tests.factories import Floor


@pytest.fixture
def floor(transactional_db, now):
    floor = Floor()
    for name in ("未知", "无"):
        floor.open(now=now, on=now.date(), name=name)
    return floor


def test_r13_4_from_the_schedule_to_a_clean_list(new_page, log_in, floor, now, assert_accessible):
    page = new_page("phone", locale="zh-CN")
    log_in(page, floor.director.username)
    page.goto("/leads/duplicates/")
    follow(page, "a[href='/leads/invalid-data/']")
    assert_accessible(page)
    follow(page, "a[href^='/leads/invalid-data/schedule/']")
    page.check("input[name=every][value=month]")
    page.select_option("#id_weekday", "4")
    assert_accessible(page)
    follow(page, "main form .btn-primary")
    assert CleaningSchedule.objects.get().every == "month"
    expect(page.locator("#search")).to_contain_text("每月")

    follow(page, "#search button")
    run = CleaningRun.objects.get()
    if not run.finished_at:
        expect(page.locator("#search progress")).to_be_visible()
        assert_accessible(page)
        run_search(run.pk, clock=lambda: now)
    # It looks again by itself.
    expect(page.locator("#search button")).to_be_visible()
    page.reload()
    expect(page.locator(".list-row")).to_have_count(2)
    assert_accessible(page)
    follow(page, page.locator(".list-row", has_text="未知").locator("a.btn-secondary"))
    page.fill("#id_name", "王小明")
    page.fill("#id_reason", "问到了")
    follow(page, "main form .btn-primary")
    page.goto("/leads/invalid-data/")
    expect(page.locator(".list-row")).to_have_count(1)
    follow(page, ".list-row button[value=right]")
    expect(page.locator("main")).to_contain_text("没有无效数据")
    assert Customer.objects.filter(name="王小明").exists()
