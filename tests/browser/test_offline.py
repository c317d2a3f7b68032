"""Nothing typed is lost: without a network, after the log-in ended, with another person on the same phone."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from followups.activities.models import Activity
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor, UserFactory

LANGUAGES = pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
SAYS = {
    "zh-CN": {
        "waits": "1 条联系记录等待网络。",
        "login": "1 条联系记录等您登录后发送。",
        "refused": "1 条联系记录未能保存，请查看。",
        "draft": "草稿：",
        "none": "没有网络",
    },
    "en-US": {
        "waits": "1 contact waits for the network.",
        "login": "1 contact waits until you have logged in.",
        "refused": "1 contact is not saved: look at it.",
        "draft": "Draft of",
        "none": "No network",
    },
}
IS_KEPT = """async path => {
    const {mine, pages} = self.device;
    if (!mine || !navigator.serviceWorker.controller) return false;
    return Boolean(await pages.formOf(mine, path) && await pages.read(mine, "/"));
}"""
DRAFTS_ARE = "async n => (await self.device.all('drafts')).length === n"


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    floor.consultant.set_password(PASSWORD)
    floor.consultant.save()
    return floor


@pytest.fixture
def opportunity(floor, now):
    """One customer, whose contact is overdue by a day."""
    before = now - timedelta(days=3)
    today = floor.store.business_date(now)
    return floor.open(now=before, on=today - timedelta(days=3), plan_in=2, days=6, name="王小明")


@pytest.fixture
def phone(new_page, log_in, floor, opportunity, locale):
    """The consultant's, with today's list kept on it."""
    page = new_page("phone", locale=locale, worker=True)
    log_in(page, floor.consultant.username)
    until_kept(page)
    return page


def until_kept(page):
    path = page.locator("a[data-sheet]").first.get_attribute("href").partition("?")[0]
    until(page, IS_KEPT, path)


def until(page, question, about=None):
    """Ask again and again what the page can only answer later."""
    for _try in range(300):
        if page.evaluate(question, about):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not so in time: {question}")


def log_from_list(page):
    page.locator("a[data-sheet]").first.click()
    log_in_sheet(page)


def log_in_sheet(page):
    page.check(".sheet input[name=result][value=reached]")
    page.fill(".sheet #id_content", "谈了置换")
    page.fill(".sheet #id_feedback", "再考虑")
    page.fill(".sheet #id_expected_content", "确认配置")
    page.click(".sheet .form-buttons .btn-primary")
    expect(page.locator(".sheet")).to_have_count(0)


def line(page):
    return page.locator("#waiting [data-line]")


def contacts():
    return Activity.objects.executed().count()


@LANGUAGES
def test_a_contact_waits_for_the_network_and_is_saved_once(phone, locale, assert_accessible):
    phone.context.set_offline(True)
    log_from_list(phone)
    expect(line(phone)).to_have_text(SAYS[locale]["waits"])
    expect(phone.locator("[data-waits]")).to_be_visible()
    phone.click("#waiting summary")
    expect(phone.locator("#waiting li")).to_contain_text("王小明")
    assert contacts() == 0
    assert_accessible(phone)
    phone.context.set_offline(False)
    expect(phone.locator("#sent-later")).to_contain_text("王小明")
    expect(phone.locator("#waiting")).to_be_hidden()
    phone.reload()
    expect(phone.locator("#waiting")).to_be_hidden()
    assert contacts() == 1


@LANGUAGES
def test_todays_list_is_read_without_the_network(phone, locale, assert_accessible):
    phone.context.set_offline(True)
    phone.goto("/")
    expect(phone.locator("[data-as-of]")).to_contain_text(SAYS[locale]["none"])
    expect(phone.locator(".list-title").first).to_have_text("王小明")
    assert_accessible(phone)
    log_from_list(phone)
    expect(line(phone)).to_have_text(SAYS[locale]["waits"])
    phone.goto("/plans/")
    expect(phone.locator("h1")).to_have_text(SAYS[locale]["none"])
    assert_accessible(phone)
    phone.context.set_offline(False)
    expect(phone.locator(".tabs")).to_be_visible()
    expect(phone.locator("#sent-later")).to_contain_text("王小明")
    assert contacts() == 1


@LANGUAGES
def test_it_goes_on_after_the_log_in(phone, locale, floor, log_in_by_form):
    phone.context.set_offline(True)
    log_from_list(phone)
    Session.objects.all().delete()
    phone.context.set_offline(False)
    expect(line(phone)).to_have_text(SAYS[locale]["login"])
    assert contacts() == 0
    log_in_by_form(phone, floor.consultant.username)
    expect(phone.locator("#sent-later")).to_contain_text("王小明")
    expect(phone.locator("#waiting")).to_be_hidden()
    assert contacts() == 1


@LANGUAGES
def test_what_somebody_changed_meanwhile_is_shown_side_by_side(
    phone, locale, opportunity, assert_accessible
):
    phone.context.set_offline(True)
    phone.locator("a[data-sheet]").first.click()
    phone.fill(".sheet #id_note", "H 我写的")
    log_in_sheet(phone)
    opportunity.note = "H 他人改过"
    opportunity.save()
    phone.context.set_offline(False)
    expect(line(phone)).to_have_text(SAYS[locale]["refused"])
    assert contacts() == 0
    phone.click("#waiting summary")
    follow(phone, "#waiting li button[type=submit]")
    expect(phone.locator("#id_note")).to_have_value("H 我写的")
    expect(phone.locator("#id_content")).to_have_value("谈了置换")
    expect(phone.locator(".conflicts tbody")).to_contain_text("H 他人改过")
    assert_accessible(phone)
    follow(phone, ".contact-form .form-buttons .btn-primary")
    expect(phone.locator("#waiting")).to_be_hidden()
    opportunity.refresh_from_db()
    assert (contacts(), opportunity.note) == (1, "H 我写的")


@LANGUAGES
def test_a_draft_comes_back_and_goes_when_it_is_saved(
    phone, locale, opportunity, assert_accessible
):
    path = f"/customers/{opportunity.customer_id}/edit/"
    phone.goto(path)
    phone.fill("#id_district", "海淀区")
    until_drafts(phone, 1)
    phone.goto("/")
    phone.goto(path)
    expect(phone.locator("#id_district")).to_have_value("海淀区")
    expect(phone.locator("[data-draft-line]")).to_contain_text(SAYS[locale]["draft"])
    assert_accessible(phone)
    phone.click("[data-draft-line] button")
    expect(phone.locator("#id_district")).not_to_have_value("海淀区")
    until_drafts(phone, 0)
    phone.fill("#id_district", "丰台区")
    until_drafts(phone, 1)
    follow(phone, "main form .form-buttons .btn-primary")
    until_drafts(phone, 0)
    opportunity.customer.refresh_from_db()
    assert opportunity.customer.district == "丰台区"


def until_drafts(page, number):
    until(page, DRAFTS_ARE, number)


@LANGUAGES
def test_another_person_sees_nothing_of_it(phone, locale, floor, log_in):
    path = "/customers/new/"
    phone.goto(path)
    phone.fill("#id_name", "李雷")
    until_drafts(phone, 1)
    phone.goto("/")
    phone.context.set_offline(True)
    log_from_list(phone)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    other = UserFactory(store=floor.store, role="consultant", manager=floor.manager)
    log_in(phone, other.username)
    phone.goto(path)
    until(phone, "() => Boolean(self.device.mine)")
    expect(phone.locator("#id_name")).to_have_value("")
    expect(phone.locator("[data-draft-line]")).to_have_count(0)
    expect(phone.locator("#waiting")).to_be_hidden()
    phone.context.set_offline(True)
    phone.goto("/")
    expect(phone.locator("body")).not_to_contain_text("王小明")
    assert contacts() == 0
    # The first one's next log-in finds all of it.
    phone.context.set_offline(False)
    expect(phone.locator(".tabs")).to_be_visible()
    phone.context.clear_cookies()
    log_in(phone, floor.consultant.username)
    expect(phone.locator("#sent-later")).to_contain_text("王小明")
    phone.goto(path)
    expect(phone.locator("#id_name")).to_have_value("李雷")
    assert contacts() == 1


@LANGUAGES
def test_the_log_out_asks_and_then_keeps_nothing(phone, locale, assert_accessible):
    phone.route(
        "**/plans/*/log/**",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    log_from_list(phone)
    expect(line(phone)).to_have_text(SAYS[locale]["waits"])
    phone.click(".tabs details.menu > summary")
    phone.click("[data-log-out] button >> visible=true")
    expect(phone.locator("#log-out-unsent")).to_be_visible()
    assert_accessible(phone)
    phone.click("[data-stay]")
    expect(phone.locator("#log-out-unsent")).to_be_hidden()
    phone.click(".tabs details.menu > summary")
    phone.click("[data-log-out] button >> visible=true")
    follow(phone, "[data-leave]")
    expect(phone.locator("#id_username")).to_be_visible()
    for kind in ("keys", "pages", "drafts", "queue"):
        assert phone.evaluate("async kind => (await self.device.all(kind)).length", kind) == 0
    assert contacts() == 0
