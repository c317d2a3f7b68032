"""The log-in form; other tests begin with a session."""

import pytest

from tests.browser.conftest import PASSWORD
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
