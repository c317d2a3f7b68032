"""The tablet at the door: no data, a known number, a new one; the worklist; the manager's check."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from reception.models import Choice, Visit
from reception.queries import load_board
from tests.browser.conftest import PASSWORD, VIEWPORTS
from tests.browser.steps import follow
from tests.reception.conftest import Desk


@pytest.fixture
def desk(transactional_db, monkeypatch):
    monkeypatch.setitem(VIEWPORTS, "tablet", (820, 1180))
    desk = Desk()
    for person in (*desk.people, desk.manager, desk.receptionist):
        person.set_password(PASSWORD)
        person.save()
    return desk


@pytest.fixture
def known(desk, now):
    on = desk.store.business_date(now)
    owner = load_board(desk.store, on=on).places[-1].person
    return desk.open(now=now, on=on, consultant=owner, name="韩梅梅")


def has_no_sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport, locale", [("tablet", "zh-CN"), ("phone", "en-US")])
def test_a_day_at_the_door(desk, known, now, new_page, log_in, assert_accessible, viewport, locale):
    page = new_page(viewport, locale=locale)
    log_in(page, desk.receptionist.username)
    page.wait_for_url("**/reception/")
    assert_accessible(page)
    assert has_no_sideways_scroll(page)

    # Without data: one tap.
    first = page.locator(".next-name").inner_text()
    follow(page, "#quick-visit")
    expect(page.locator(".inside-row")).to_have_count(1)
    expect(page.locator(".inside-row")).to_contain_text(first)
    expect(page.locator(".next-name")).not_to_have_text(first)

    # A known number says whose it is while it is typed; nothing else is asked.
    follow(page, "#new-visit")
    expect(page.locator(".newcomer")).to_be_hidden()
    page.fill("#id_phone", known.customer.phone)
    expect(page.locator(".caller .found")).to_contain_text(str(known.consultant))
    expect(page.locator(".newcomer")).to_be_hidden()
    assert "韩梅梅" not in page.content()
    assert_accessible(page)
    follow(page, ".visit-form .btn-primary")
    expect(page.locator(".inside-row")).to_have_count(2)

    # A new number: a card, and a call within a day.
    follow(page, "#new-visit")
    page.fill("#id_phone", "139 0000 7788")
    expect(page.locator(".newcomer")).to_be_visible()
    page.fill("#id_name", "王先生")
    page.fill("#id_district", "朝阳区")
    page.fill("#id_model", "Golf")
    page.fill("#id_note", "周末看车")
    page.click('[data-write-grade="A"]')
    page.click('[data-write-grade="H"]')
    expect(page.locator("#id_note")).to_have_value("H 周末看车")
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
    follow(page, ".visit-form .btn-primary")
    expect(page.locator(".inside-row")).to_have_count(3)
    visit = Visit.objects.get(name="王先生")
    assert visit.call_back.call_back_by == visit.arrived_at + timedelta(hours=24)

    # Somebody goes to lunch, and the first visitor leaves.
    page.locator("[id^=skip-]").first.click()
    page.locator("dialog[open] .choice").first.click()
    follow(page, "dialog[open] .btn-primary")
    expect(page.locator(".line-row .pill-warn")).to_have_count(1)
    follow(page, page.locator("[id^=back-]"))
    expect(page.locator(".line-row .pill-warn")).to_have_count(0)
    follow(page, page.locator("[id^=left-]").first)
    expect(page.locator(".inside-row")).to_have_count(2)
    page.goto("/reception/register/")
    assert_accessible(page)
    assert has_no_sideways_scroll(page)

    # Who receives them is told, and finds the call on their worklist.
    consultant = new_page(viewport, locale=locale)
    log_in(consultant, visit.consultant.username)
    expect(consultant.locator("#visit-notices")).to_contain_text("王先生")
    expect(consultant.locator(".list-row", has_text="王先生")).to_have_count(1)
    assert_accessible(consultant)
    consultant.click(".notice-door > summary")
    consultant.locator(".visit-notice", has_text="王先生").locator("form button").last.click()
    expect(consultant.locator(".visit-notice", has_text="王先生")).to_have_count(0)
    owner = new_page(viewport, locale=locale)
    log_in(owner, known.consultant.username)
    expect(owner.locator("#visit-notices")).to_contain_text("韩梅梅")

    # The manager checks the register and makes tomorrow's roster.
    manager = new_page(viewport, locale=locale)
    log_in(manager, desk.manager.username)
    manager.goto("/reception/register/")
    follow(manager, manager.locator("td.actions .btn").first)
    expect(manager.locator(".bi-check-square-fill")).to_have_count(1)
    assert_accessible(manager)
    manager.goto("/reception/roster/")
    names = manager.locator(".roster-row label")
    last = names.last.inner_text()
    manager.locator('[data-move="-1"]').last.click()
    assert names.nth(1).inner_text() == last
    expect(manager.locator(".roster-row input").nth(1)).to_have_value("2")
    assert_accessible(manager)
    assert has_no_sideways_scroll(manager)
    follow(manager, ".form-card .btn-primary")
    manager.goto("/reception/")
    on = desk.store.business_date(now)
    assert load_board(desk.store, on=on).is_made


def test_it_works_without_javascript(desk, known, new_page, log_in):
    page = new_page("tablet", javascript=False)
    log_in(page, desk.receptionist.username)
    follow(page, "#quick-visit")
    expect(page.locator(".inside-row")).to_have_count(1)
    follow(page, "#new-call")
    expect(page.locator(".newcomer")).to_be_visible()
    page.fill("#id_phone", known.customer.phone)
    follow(page, ".visit-form .btn-primary")
    call = Visit.objects.get(kind="call_in")
    assert (call.customer, call.chosen) == (known.customer, Choice.OWNER)
    follow(page, page.locator(".inside-row .list-side a"))
    page.fill("#id_phone", "139 0000 7788")
    follow(page, ".visit-form .btn-primary")
    expect(page.locator(".caller .found")).to_be_visible()
    page.fill("#id_name", "李女士")
    page.fill("#id_district", "海淀区")
    page.fill("#id_model", "Golf")
    page.fill("#id_note", "b 随便看看")
    follow(page, ".visit-form .btn-primary")
    page.wait_for_url(re.compile(r"/reception/$"))
    assert Visit.objects.get(name="李女士").opportunity.grade.code == "B"
