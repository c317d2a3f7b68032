"""A neglected customer is claimed and moved; a leaver's customers are split; both languages and sizes."""

from datetime import timedelta

import pytest

from compliance.claims.models import Claim
from compliance.hand_over.models import HandOver
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db, now):
    """Nobody has reached the consultant's customer for forty days."""
    floor = Floor()
    floor.today = floor.store.business_date(now)
    long_ago = {"now": now - timedelta(days=40), "on": floor.today - timedelta(days=40)}
    floor.neglected = floor.open(
        **long_ago, grade="C", days=400, plan_in=29, name="王小明"
    ).customer
    for _ in range(2):
        floor.open(now=now, on=floor.today, grade="H")
    floor.rival, floor.third = floor.new_consultant(), floor.new_consultant()
    for person in (floor.consultant, floor.rival, floor.director):
        person.set_password(PASSWORD)
        person.save()
    return floor


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_neglected_customer_goes_to_who_talks_to_him_r7(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.rival.username)
    page.goto("/phone/")
    page.fill("#id_phone", floor.neglected.phone)
    page.press("#id_phone", "Enter")
    follow(page, "a[href*='/claims/new/']")
    page.wait_for_url("**/claims/new/**")
    assert_accessible(page)
    page.fill("#id_grounds", "客户主动打来")
    page.fill("#id_executed_on", floor.today.isoformat())
    page.fill("#id_content", "谈了试驾，约周末")
    page.fill("#id_reference", "REC-1")
    follow(page, "main form[method=post] button.btn-primary")
    page.wait_for_url("**/claims/*/")
    assert_accessible(page)
    assert "王小明" not in page.content()
    claim = Claim.objects.get()

    owner = new_page(viewport, locale=locale)
    log_in(owner, floor.consultant.username)
    owner.goto(f"/claims/{claim.pk}/")
    owner.click("a[href$='/object/']")
    owner.wait_for_selector("dialog[open]")
    assert_accessible(owner)
    owner.fill("dialog[open] textarea", "客户住院")
    follow(owner, "dialog[open] button.btn-primary")
    owner.get_by_text("客户住院", exact=True).wait_for()

    desk = new_page(viewport, locale=locale)
    log_in(desk, floor.director.username)
    for url in ("/claims/open/", "/claims/"):
        desk.goto(url)
        assert_accessible(desk)
    follow(desk, "tbody th a")
    desk.wait_for_url("**/claims/*/")
    assert "客户住院" in desk.inner_text("main") and "REC-1" in desk.inner_text("main")
    assert_accessible(desk)
    desk.click("a[href$='/approve/']")
    desk.wait_for_selector("dialog[open]")
    assert_accessible(desk)
    follow(desk, "dialog[open] button.btn-primary")
    floor.neglected.refresh_from_db()
    assert floor.neglected.consultant == floor.rival


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_leavers_customers_are_split_and_the_account_closes_r4_8(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    for url in ("/hand-over/", "/departures/"):
        page.goto(url)
        assert_accessible(page)
    page.goto(f"/departures/{floor.consultant.pk}/")
    assert_accessible(page)
    follow(page, "a[href*='/hand-over/plan/']")
    for person in (floor.rival, floor.third):
        page.check(f"input[name=taker][value='{person.pk}']")
    follow(page, "main form[method=get] button.btn-primary")
    page.wait_for_selector("main form[method=post]")
    assert_accessible(page)
    follow(page, "main form[method=post] button.btn-primary")
    page.wait_for_url(f"**/departures/{floor.consultant.pk}/")
    assert_accessible(page)
    page.click("a.btn-danger")
    page.wait_for_selector("dialog[open]")
    follow(page, "dialog[open] button.btn-danger")
    page.wait_for_url("**/departures/")
    floor.consultant.refresh_from_db()
    assert not floor.consultant.is_active and not floor.consultant.customers.exists()

    page.goto(f"/hand-overs/{HandOver.objects.get().pk}/")
    assert_accessible(page)


def test_customers_are_handed_over_and_back_without_javascript(floor, new_page, log_in):
    page = new_page(javascript=False)
    log_in(page, floor.director.username)
    page.goto(f"/hand-over/?consultant={floor.consultant.pk}")
    page.check(f"input[name=customer][value='{floor.neglected.pk}']")
    follow(page, ".sticky-actions .btn-primary")
    page.check(f"input[name=taker][value='{floor.third.pk}']")
    follow(page, "main form[method=get] button.btn-primary")
    page.fill("#id_reason", "load")
    follow(page, "main form[method=post] button.btn-primary")
    floor.neglected.refresh_from_db()
    assert floor.neglected.consultant == floor.third
    follow(page, "a[href$='/undo/']")
    follow(page, "main form button.btn-danger")
    floor.neglected.refresh_from_db()
    assert floor.neglected.consultant == floor.consultant
