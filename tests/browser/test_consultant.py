"""A consultant's day: on the phone and at the desk, in both languages, with and without JavaScript."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from followups.activities.models import Activity
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow, log_contact
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]
NOBODY = "13912345678"


@pytest.fixture
def today(floor, now):
    return floor.store.business_date(now)


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    floor.consultant.set_password(PASSWORD)
    floor.consultant.save()
    return floor


@pytest.fixture
def opportunity(floor, now, today):
    """One customer, whose contact is overdue by a day."""
    before = now - timedelta(days=3)
    opened = floor.open(now=before, on=today - timedelta(days=3), plan_in=2, days=6, name="王小明")
    return opened


def choose(page, name, value):
    page.check(f"input[name={name}][value={value}]")


def fill_customer(page, today, note):
    page.fill("#id_phone", NOBODY)
    page.fill("#id_name", "李雷")
    page.fill("#id_district", "海淀区")
    choose(page, "gender", "M")
    choose(page, "customer_type", "private")
    page.check("#id_birthday_unknown")
    page.select_option("#id_source", "3")
    page.fill("#id_model", "Golf")
    page.fill("#id_note", note)
    page.fill("#id_expected_content", "确认配置")
    page.fill("#id_expected_on", (today + timedelta(days=10)).isoformat())


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_new_customer_with_a_bad_note_corrected(
    floor, today, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    page.goto("/customers/new/")
    assert_accessible(page)
    fill_customer(page, today, "想买 H")
    follow(page, "main form button.btn-primary")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#id_note")).to_have_value("想买 H")
    assert_accessible(page)

    page.fill("#id_note", "h 想买")
    expect(page.locator("[data-grade-code=H]")).to_be_visible()
    follow(page, "main form button.btn-primary")
    # Ten days are too many for H: one click makes it A.
    follow(page, "button[name=correct][value='grade:A']")
    expect(page.locator("h1")).to_have_text("李雷")
    assert Opportunity.objects.get().note == "A 想买"
    assert_accessible(page)


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_logging_a_contact_with_the_next_plan(
    floor, opportunity, today, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    expect(page.locator(".list-row-late")).to_have_count(1)
    assert_accessible(page)
    # Whatever there is to tell, the first customer is on the first screen, and so is Save.
    log = page.locator(".list-row [data-sheet]")
    assert log.bounding_box()["y"] <= 480
    log.click()
    expect(page.locator(".sheet .form-buttons .btn-primary")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('.contact-form').scrollHeight") <= 900
    assert_accessible(page)

    page.click(".sheet .choice:has([value=reached])")
    page.fill("#id_content", "谈了置换")
    page.locator("[data-phrase-for=id_feedback]").first.click()
    page.locator("[data-next-phrases] .chip:visible").first.click()
    page.click(".more > summary")
    with page.expect_response("**/next-date"):
        page.fill("#id_expected_on", (today + timedelta(days=14)).isoformat())
    with page.expect_response("**/next-date"):
        page.click(".letters .choice:has([value=A])")
    # The letter is set by its chip; the next date follows it.
    expect(page.locator("#id_note")).to_have_value(re.compile("^A"))
    due = (today + timedelta(days=7)).isoformat()
    expect(page.locator("#id_planned_on")).to_have_value(due)
    page.fill("#id_planned_on", (today + timedelta(days=9)).isoformat())
    expect(page.locator("#id_stretch_reason")).to_be_visible()
    page.locator("[data-set-day]").first.click()
    expect(page.locator("#id_stretch_reason")).to_be_hidden()
    page.locator(".choice:has([name=outcome][value=lost])").click()
    expect(page.locator("#id_planned_on")).to_be_hidden()
    page.locator(".choice:has([name=outcome][value=continue])").click()
    page.fill("#id_planned_on", (today + timedelta(days=2)).isoformat())
    page.click(".sheet .form-buttons .btn-primary")
    expect(page.locator(".sheet")).to_have_count(0)
    page.wait_for_url("**/")
    expect(page.locator(".list-row")).to_have_count(1)
    expect(page.locator(".list-row-late")).to_have_count(0)
    assert_accessible(page)
    assert Activity.objects.planned().get().planned_on == today + timedelta(days=2)

    # After a call the sheet is open; nobody answered: one tap says when to try again.
    page.evaluate(
        "document.querySelector('a[href^=tel]').addEventListener('click', e => e.preventDefault())"
    )
    page.click(".list-row a[href^='tel:']")
    page.locator(".sheet .again .chip").first.click()
    expect(page.locator(".sheet")).to_have_count(0)
    assert Activity.objects.executed().filter(result="no_answer").count() == 1


def test_logged_by_mistake_and_undone_on_the_card(
    floor, opportunity, today, new_page, log_in, assert_accessible
):
    """The plan is back as it was, nothing is doubled, and the list asks for it again."""
    plan = opportunity.activities.planned().get()
    page = new_page("phone", locale="zh-CN")
    log_in(page, floor.consultant.username)
    log_contact(page, "王小明", content="打错了客户", next_on=today + timedelta(days=2))
    page.goto(f"/customers/{opportunity.customer_id}/")
    contact = page.locator(".timeline-item", has_text="打错了客户")
    expect(contact).to_have_count(1)
    assert_accessible(page)
    follow(page, contact.get_by_role("button", name="撤销"))
    expect(page.locator(".alert-success")).to_contain_text("已撤销")
    expect(page.locator(".plan-list > li")).to_have_count(1)
    expect(page.locator(".timeline-item", has_text="打错了客户")).to_contain_text("已撤回")
    expect(page.get_by_role("button", name="撤销")).to_have_count(0)
    assert_accessible(page)
    assert opportunity.activities.planned().get() == plan
    assert not opportunity.activities.executed().exists()
    page.goto("/")
    expect(page.locator(".list-row-late")).to_have_count(1)


def test_everything_works_without_javascript(floor, opportunity, today, new_page, log_in):
    page = new_page("phone", javascript=False)
    log_in(page, floor.consultant.username)
    follow(page, ".list-row .btn-primary")
    assert page.evaluate("document.querySelector('.contact-form').scrollHeight") <= 900
    choose(page, "result", "reached")
    page.fill("#id_content", "谈了置换")
    page.fill("#id_feedback", "再考虑")
    page.fill("#id_expected_content", "确认配置")
    page.fill("#id_note", "C 明年再说")
    follow(page, "main form .form-buttons .btn-primary")
    follow(page, "button[name=correct][value^='date:']")
    assert Activity.objects.planned().count() == 1
    opportunity.refresh_from_db()
    assert opportunity.grade.code == "C"

    page.goto("/customers/new/")
    fill_customer(page, today, "A 想买")
    follow(page, "main form button.btn-primary")
    assert Customer.objects.filter(phone=NOBODY).exists()
    page.goto("/customers/")
    page.fill("#id_q", "李雷")
    follow(page, ".filter-actions button")
    expect(page.locator("tbody tr")).to_have_count(1)


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_the_other_pages_are_accessible(
    floor, opportunity, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    plan = opportunity.activities.get().pk
    for path in (
        "/customers/",
        "/customers/?q=nobody",
        "/customers/without-intent/",
        f"/customers/{opportunity.customer_id}/",
        f"/customers/{opportunity.customer_id}/edit/",
        f"/customers/{opportunity.customer_id}/history/",
        f"/customers/{opportunity.customer_id}/opportunity/",
        f"/opportunities/{opportunity.pk}/plan/",
        f"/plans/{plan}/cancel/",
        "/plans/",
        f"/phone/?phone={opportunity.customer.phone}",
    ):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_phone_is_checked_while_it_is_typed(floor, opportunity, page, log_in):
    log_in(page, floor.consultant.username)
    page.goto("/customers/new/")
    page.locator("#id_phone").press_sequentially(opportunity.customer.phone)
    expect(page.locator("#phone-check a")).to_have_text("王小明")
