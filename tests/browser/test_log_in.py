"""The log-in form; other tests begin with a session."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_people_log_in_and_a_wrong_password_is_said(
    transactional_db, new_page, log_in_by_form, assert_accessible, viewport, locale
):
    floor = Floor()
    floor.manager.set_password(PASSWORD)
    floor.manager.save()
    page = new_page(viewport, locale=locale)
    log_in_by_form(page, floor.manager.username, "wrong")
    assert "/login/" in page.url
    assert_accessible(page)
    log_in_by_form(page, floor.manager.username)
    page.wait_for_url("**/evening/")


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_what_was_being_written_comes_back_after_the_log_in(
    transactional_db, new_page, log_in, assert_accessible, now, viewport, locale
):
    floor = Floor()
    floor.consultant.set_password(PASSWORD)
    floor.consultant.save()
    opportunity = floor.open(now=now, on=now.date(), plan_in=0)
    plan = opportunity.activities.get()
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    page.goto(f"/plans/{plan.pk}/log/")
    page.check("input[name=result][value=reached]")
    page.fill("#id_content", "谈了置换")
    page.fill("#id_feedback", "再考虑")
    page.fill("#id_expected_content", "确认配置")
    page.context.clear_cookies(name="sessionid")
    follow(page, "main form .form-buttons .btn-primary")
    assert_accessible(page)
    page.fill("#id_username", floor.consultant.username)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    expect(page.locator("#id_content")).to_have_value("谈了置换")
    follow(page, "main form .form-buttons .btn-primary")
    assert opportunity.activities.get(state="executed").content == "谈了置换"
