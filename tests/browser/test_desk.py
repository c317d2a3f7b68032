"""Appeals, decisions and reports through the browser, on the phone and at the desk, in both languages."""

import wave
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from compliance.audit.services import run_audit
from compliance.penalties.models import LedgerEntry, Proposal, RectificationReport
from followups.recordings.models import Recording
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow, unfold
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


def open_days_ago(floor, days, now, **fields):
    on = floor.store.business_date(now) - timedelta(days=days)
    return floor.open(now=now - timedelta(days=days), on=on, days=6, **fields)


@pytest.fixture
def floor(transactional_db, settings, tmp_path, now):
    """Two nights found broken intervals, one a missed plan; one contact was recorded."""
    settings.MEDIA_ROOT = tmp_path
    floor = Floor()
    today = floor.store.business_date(now)
    for days in (7, 6, 6):
        open_days_ago(floor, days, now, plan_in=20, name=f"客户{days}")
    open_days_ago(floor, 2, now, plan_in=0, name="错过")
    for days in (3, 2, 1):
        run_audit(floor.store, on=today - timedelta(days=days), now=now - timedelta(days=days - 1))
    opened = open_days_ago(floor, 1, now, plan_in=1, name="有录音")
    activity = floor.contact(opened, now=now, on=today)
    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
    Recording.objects.create(
        activity=activity,
        file=ContentFile(path.read_bytes(), name="call.wav"),
        content_type="audio/wav",
        size=path.stat().st_size,
        added_by=floor.consultant,
        added_at=now,
    )
    for person in (floor.consultant, floor.manager, floor.director):
        person.set_password(PASSWORD)
        person.save()
    return floor


def fines(floor):
    found = Proposal.objects.filter(person=floor.consultant, family="follow-up")
    return list(found.order_by("opened_on"))


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_an_appeal_is_heard_and_the_later_amounts_follow(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    first, second = fines(floor)
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    page.goto(f"/proposals/{first.pk}/")
    follow(page, ".page-actions a.btn-primary")
    page.fill("#id_text", "客户当天接了电话，见录音")
    page.check("input[name=recordings]")
    assert_accessible(page)
    follow(page, "main form button.btn-primary")
    page.wait_for_url(f"**/proposals/{first.pk}/")
    assert "客户当天接了电话" in page.inner_text("main")
    assert_accessible(page)

    desk = new_page(viewport, locale=locale)
    log_in(desk, floor.director.username)
    desk.wait_for_url("**/inbox/")
    assert "客户当天接了电话" in desk.inner_text("main")
    assert desk.locator("main audio").count() == 1
    waiting = desk.locator(".desk-row").count()
    assert desk.locator(".nav-badge:visible").inner_text() == str(waiting)
    assert_accessible(desk)
    desk.click(f"#proposal-{first.pk} a[href*=refuse]")
    desk.wait_for_selector("dialog[open]")
    assert_accessible(desk)
    desk.fill("dialog[open] textarea", "录音属实")
    follow(desk, "dialog[open] button.btn-primary")
    desk.wait_for_url("**/inbox/")
    assert fines(floor)[1].amount == second.amount / 2

    desk.check(f"#proposal-{second.pk} input[name=item]")
    follow(desk, "button[name=act][value=approve]")
    desk.wait_for_url("**/inbox/decide/**")
    assert_accessible(desk)
    follow(desk, "main form button.btn-primary")
    desk.wait_for_url("**/inbox/")
    assert LedgerEntry.objects.get(person=floor.consultant).amount == second.amount / 2
    desk.goto("/inbox/?show=decided")
    assert "录音属实" in desk.inner_text("main")
    assert_accessible(desk)
    desk.goto(f"/proposals/{first.pk}/")
    assert "录音属实" in desk.inner_text("main")
    assert_accessible(desk)


def test_the_inbox_is_read_and_decided_by_keys(floor, new_page, log_in, assert_accessible):
    """As the review: the evidence unfolds in place, what is chosen is decided at once."""
    page = new_page("desktop", locale="en-US")
    log_in(page, floor.director.username)
    page.wait_for_url("**/inbox/")
    approve = page.locator("[data-needs-chosen] [value=approve]")
    expect(approve).to_be_disabled()
    page.keyboard.press("?")
    expect(page.locator("#desk-keys")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    row = page.locator(".desk-row:focus")
    key = row.get_attribute("id")
    page.keyboard.press("Enter")
    evidence = page.locator(f"#{key} div.desk-evidence")
    expect(evidence).to_contain_text("when found")
    assert_accessible(page)
    page.keyboard.press("e")
    expect(evidence).to_be_hidden()
    page.keyboard.press("x")
    expect(approve).to_be_enabled()
    page.keyboard.press("x")
    expect(approve).to_be_disabled()
    page.check("[data-all] >> nth=0")
    expect(page.locator("[data-chosen]")).not_to_be_empty()
    page.keyboard.press("a")
    page.wait_for_url("**/inbox/decide/**")


def test_on_the_phone_the_evidence_of_the_next_unfolds(floor, new_page, log_in, assert_accessible):
    page = new_page("phone", locale="zh-CN")
    log_in(page, floor.director.username)
    page.wait_for_url("**/inbox/")
    first, second = page.locator(".desk-row").nth(0), page.locator(".desk-row").nth(1)
    first.locator(".desk-more > summary").click()
    expect(first.locator("div.desk-evidence")).to_contain_text("客户")
    assert_accessible(page)
    first.locator("[data-choose]").click()
    expect(first.locator("input[name=item]")).to_be_checked()
    expect(first.locator("div.desk-evidence")).to_be_hidden()
    expect(second.locator("div.desk-evidence")).to_contain_text("客户")


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_report_is_written_returned_and_accepted(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    proposal = Proposal.objects.get(family="expiry", share_of=None)
    desk = new_page(viewport, locale=locale)
    log_in(desk, floor.director.username)
    desk.click(f"#proposal-{proposal.pk} a[href*=approve]")
    desk.wait_for_selector("dialog[open] input[type=date]")
    assert_accessible(desk)
    follow(desk, "dialog[open] button.btn-primary")
    desk.wait_for_url("**/inbox/")
    report = RectificationReport.objects.get(person=floor.consultant)

    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    unfold(page)
    follow(page, f"a[href='/reports/{report.pk}/']")
    page.fill("#id_text", "忘了记录")
    assert_accessible(page)
    follow(page, "button[value=submit]")
    page.wait_for_selector(".timeline-info")

    boss = new_page(viewport, locale=locale)
    log_in(boss, floor.manager.username)
    boss.goto("/inbox/?kind=report")
    assert_accessible(boss)
    follow(boss, f"#report-{report.pk} .list-title")
    boss.fill("#id_comment", "以后怎么办？")
    follow(boss, "button[value=return]")
    boss.wait_for_selector(".timeline-warn")

    page.reload()
    page.fill("#id_text", "忘了记录，以后每天下班前核对")
    follow(page, "button[value=submit]")
    page.wait_for_selector(".timeline-warn")
    boss.reload()
    follow(boss, "button[value=accept]")
    boss.wait_for_selector(".timeline-good")
    assert_accessible(boss)
    report.refresh_from_db()
    assert report.state == "accepted"
    boss.goto("/reports/?show=done")
    assert_accessible(boss)


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_change_is_asked_for_and_approved(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    customer = floor.consultant.customers.get(name="错过")
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    page.goto(f"/customers/{customer.pk}/")
    follow(page, f"a[href='/customers/{customer.pk}/request/']")
    page.fill("#id_name", "王大明")
    page.fill("#id_reason", "名字写错")
    assert_accessible(page)
    follow(page, "main form button.btn-primary")
    page.wait_for_url(f"**/customers/{customer.pk}/")
    assert_accessible(page)

    boss = new_page(viewport, locale=locale)
    log_in(boss, floor.manager.username)
    boss.goto("/inbox/?kind=request")
    follow(boss, ".desk-row .list-title")
    assert_accessible(boss)
    follow(boss, "button[value=approve]")
    boss.wait_for_selector("main [role=alert], main .alert, .messages")
    customer.refresh_from_db()
    assert customer.name == "王大明"
    boss.goto("/customers/inactive/")
    assert_accessible(boss)


def test_everything_works_without_javascript(floor, new_page, log_in):
    first, second = fines(floor)
    page = new_page(javascript=False)
    log_in(page, floor.director.username)
    page.goto("/inbox/?kind=proposal")
    page.check(f"#proposal-{first.pk} input")
    page.check(f"#proposal-{second.pk} input")
    follow(page, "button[name=act][value=refuse]")
    page.fill("#id_reason", "系统故障")
    follow(page, "main form button.btn-primary")
    assert {fine.state for fine in fines(floor)} == {"waived"}
