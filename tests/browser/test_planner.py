"""The coming week: warned of a full day, a plan moved to one with room (R4.11)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from followups.activities.models import Activity
from followups.workload.models import DayLimits
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow, unfold
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    for person in (floor.consultant, floor.manager, floor.director):
        person.set_password(PASSWORD)
        person.save()
    return floor


@pytest.fixture
def tomorrow(floor, now):
    """Tomorrow is full, a Sunday on which the floor sells: two plans where one is the limit."""
    today = floor.store.business_date(now)
    DayLimits.objects.create(store=floor.store, today=1, tomorrow=1)
    for name in ("王小明", "李雷"):
        floor.open(now=now, on=today, plan_in=1, name=name)
    return today + timedelta(days=1)


@pytest.mark.parametrize(("viewport", "locale"), VIEWS)
def test_a_full_day_is_relieved(
    floor, tomorrow, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    unfold(page)
    follow(page, "a[href*='/week/?day=']")
    expect(page.locator(".week-full")).to_have_count(1)
    expect(page.locator(".list-row")).to_have_count(2)
    assert_accessible(page)

    page.locator("a[href*='/move/']").first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("#id_to_on").fill(tomorrow.isoformat())
    dialog.locator("#id_reason").focus()
    expect(dialog.locator(".hint-warn")).to_be_visible()
    dialog.locator("#id_to_on").fill((tomorrow + timedelta(days=1)).isoformat())
    dialog.locator("#id_reason").fill("full")
    expect(dialog.locator(".hint-warn")).to_have_count(0)
    follow(page, dialog.locator("button.btn-primary"))
    expect(page.locator(".list-row")).to_have_count(1)
    expect(page.locator(".week-full")).to_have_count(0)
    assert Activity.objects.filter(planned_on=tomorrow).count() == 1


def test_without_javascript_it_is_moved_as_well(floor, tomorrow, new_page, log_in):
    page = new_page("phone", javascript=False)
    log_in(page, floor.consultant.username)
    page.goto(f"/week/?day={tomorrow}")
    follow(page, page.locator("a[href*='/move/']").first)
    page.fill("#id_to_on", (tomorrow + timedelta(days=1)).isoformat())
    page.fill("#id_reason", "full")
    follow(page, "main form button.btn-primary")
    expect(page.locator(".list-row")).to_have_count(1)


@pytest.mark.parametrize(("viewport", "locale"), VIEWS)
def test_manager_and_director(
    floor, tomorrow, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.manager.username)
    page.goto("/week/")
    expect(page.locator(".week-full")).to_have_count(1)
    assert_accessible(page)
    follow(page, ".week-full")
    expect(page.locator("h1")).to_have_text(floor.consultant.full_name)

    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    page.goto(f"/policies/day/{floor.store.pk}/")
    assert_accessible(page)
    page.fill("#id_today", "2")
    page.fill("#id_tomorrow", "2")
    follow(page, "main form button[type=submit]")
    page.goto("/week/")
    expect(page.locator(".week-full")).to_have_count(0)
