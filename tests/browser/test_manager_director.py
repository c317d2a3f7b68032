"""The manager's and the director's evening, in both languages, on the phone and at the desk."""

from datetime import timedelta

import pytest

from compliance.audit.services import run_audit
from compliance.penalties.models import LedgerEntry, Proposal
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db, now):
    """A floor on which two nights in a row found broken contact intervals."""
    floor = Floor()
    today = floor.store.business_date(now)
    for days in (7, 6, 6):
        on = today - timedelta(days=days)
        floor.open(now=now - timedelta(days=days), on=on, days=6, plan_in=20, name=f"客户{days}")
    for days in (3, 2, 1):
        on = today - timedelta(days=days)
        run_audit(floor.store, on=on, now=now - timedelta(days=days - 1))
    for person in (floor.manager, floor.director):
        person.set_password(PASSWORD)
        person.save()
    return floor


def fines(floor):
    found = Proposal.objects.filter(person=floor.consultant, family="follow-up")
    return list(found.order_by("opened_on").values_list("amount", flat=True))


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_manager_sees_what_the_team_owes_and_judges_a_suspicion(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.manager.username)
    page.goto("/overdue/")
    assert page.locator("tbody .rule .nowrap").count() > 3
    assert_accessible(page)

    page.goto("/findings/?state=undecided")
    assert_accessible(page)
    before = page.locator("tbody tr").count()
    follow(page, page.locator("tbody a.btn-primary").first)
    assert_accessible(page)
    page.fill("#id_reason", "客户从未接到电话")
    follow(page, "button[value=confirmed]")
    page.wait_for_url("**/findings/")
    page.goto("/findings/?state=undecided")
    assert page.locator("tbody tr").count() == before - 1


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_director_waives_one_fine_and_approves_the_other(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    first, second = fines(floor)
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    page.goto("/proposals/?family=follow-up")
    assert_accessible(page)

    # The oldest stands last: waiving it makes the later one the first occasion.
    page.locator("a[href*=waive]").last.click()
    page.wait_for_selector("dialog[open]")
    assert_accessible(page)
    page.fill("dialog[open] textarea", "客户住院")
    follow(page, "dialog[open] button.btn-primary")
    page.wait_for_url("**/proposals/")
    assert fines(floor) == [first, second / 2]

    page.goto("/proposals/?family=follow-up")
    page.check("input[name=proposal]")
    follow(page, ".sticky-actions button")
    page.wait_for_url("**/proposals/approve/**")
    assert_accessible(page)
    follow(page, "main form button.btn-primary")
    page.wait_for_url("**/proposals/")
    entry = LedgerEntry.objects.get(person=floor.consultant)
    assert entry.amount == second / 2

    page.goto("/ledger/")
    assert_accessible(page)
    assert f"¥{entry.amount:.2f}" in page.inner_text("main")
    assert f"¥{entry.amount / 2:.2f}" in page.inner_text("main")


def test_the_director_decides_without_javascript(floor, new_page, log_in):
    page = new_page(javascript=False)
    log_in(page, floor.director.username)
    page.goto("/proposals/?family=follow-up")
    follow(page, page.locator("a[href*=waive]").first)
    page.fill("#id_reason", "客户住院")
    follow(page, "main form button.btn-primary")
    page.goto("/proposals/?state=waived")
    assert "客户住院" in page.inner_text("main")


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_the_grading_policy_can_be_read(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.manager.username)
    page.goto("/policy/")
    assert page.locator("tbody tr").count() == 5
    assert_accessible(page)
