"""Call mode of the telephone desk by keyboard: log, save, and the next customer stands there (R12.2)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from followups.policy_changes.services import adopt_policy
from leads.grading.models import GradingPolicy
from leads.opportunities.models import Opportunity
from tests.browser.conftest import PASSWORD
from tests.factories import Floor


@pytest.fixture
def caller(transactional_db, now):
    floor = Floor()
    on = floor.store.business_date(now)
    adopt_policy(
        by=floor.director,
        now=now,
        on=on,
        store=floor.store,
        team=floor.manager,
        policy=GradingPolicy.objects.get(code="S2"),
        effective_from=on,
    )
    floor.consultant.set_password(PASSWORD)
    floor.consultant.save()
    for code, name in (("2", "王小明"), ("3K", "李雷"), ("3", "韩梅梅")):
        floor.open(now=now, on=on, grade=code, days=3, plan_in=1, name=name)
    Opportunity.objects.update(last_contact_on=on - timedelta(days=12))
    return floor.consultant


def test_one_after_the_other_by_keyboard(new_page, log_in, assert_accessible, caller):
    page = new_page("desktop", locale="en-US")
    log_in(page, caller.username)
    page.goto("/telephone-desk/")
    assert_accessible(page)
    page.goto("/telephone-desk/call/?part=small")
    assert_accessible(page)
    who, sheet = page.locator(".work-row .list-title"), page.locator("dialog.sheet")
    expect(who).to_have_text("王小明")
    page.keyboard.press("n")
    expect(who).to_have_text("李雷")
    page.keyboard.press("d")
    expect(sheet.locator("h1")).to_have_text("李雷")
    sheet.locator(".again .chip").first.click()
    expect(sheet).to_have_count(0)
    expect(who).to_have_text("韩梅梅")
    expect(page.locator("#messages")).to_contain_text("李雷")
    page.keyboard.press("n")
    expect(page.locator(".empty")).to_contain_text("Nobody is left")
    page.locator(".empty .btn").click()
    expect(who).to_have_text("王小明")


def test_it_fits_a_phone(new_page, log_in, assert_accessible, caller):
    page = new_page("phone", locale="zh-CN")
    log_in(page, caller.username)
    page.goto("/telephone-desk/")
    folds = page.locator("details[data-folds]")
    expect(folds).to_have_count(2)
    for fold in folds.all():
        expect(fold).not_to_have_attribute("open", "")
    # What is needed first is within two screens; before, it was five.
    assert page.evaluate("document.documentElement.scrollHeight <= 2 * innerHeight")
    folds.last.locator("summary").click()
    expect(folds.last.locator("table")).to_be_visible()
    for what in ("", "list/?part=small", "call/?part=small"):
        page.goto(f"/telephone-desk/{what}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
