"""The manager's evening: board, review by keyboard, annotations in place, recordings that play."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from followups.activities.models import Activity
from followups.annotations.models import Annotation
from followups.evening.models import Review
from followups.recordings.models import Recording
from followups.recordings.services import add_recording
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow, play_and_seek, press_to_follow
from tests.evening.conftest import wav
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db, settings, tmp_path, now):
    """Three contacts of today, the first with a recording of twenty seconds, and one plan left."""
    settings.MEDIA_ROOT = tmp_path
    floor = Floor()
    today = floor.store.business_date(now)
    for n in range(3):
        opportunity = floor.open(now=now, on=today, name=f"客户{n}")
        at = now + timedelta(seconds=n)
        done = floor.contact(opportunity, now=at, on=today, content="客户说再考虑一下")
        if n == 0:
            upload = SimpleUploadedFile("call.wav", wav(20))
            add_recording(by=floor.consultant, now=now, activity=done, upload=upload)
    before = today - timedelta(days=3)
    floor.open(now=now - timedelta(days=3), on=before, plan_in=2, days=6, name="过期")
    for person in (floor.consultant, floor.manager, floor.director):
        person.set_password(PASSWORD)
        person.save()
    return floor


def has_no_sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_the_evening_from_board_to_the_last_contact(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.manager.username)
    page.wait_for_url("**/evening/")
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
    follow(page, page.locator(".stats a.stat").first)
    expect(page.locator(".list-row")).to_have_count(1)
    assert_accessible(page)

    page.goto("/review/")
    expect(page.locator(".list-row")).to_have_count(3)
    assert_accessible(page)
    press_to_follow(page, "n")
    expect(page.locator("h1")).to_have_text("客户0")
    expect(page.locator(".red-flags li")).to_have_count(1)
    assert_accessible(page)
    assert has_no_sideways_scroll(page)

    # A: write; the keys of the page rest while one types.
    page.keyboard.press("a")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("and please ask 预算")
    page.evaluate("window.stillHere = true")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#annotations .annotation")).to_contain_text("and please ask 预算")
    expect(page.locator("#id_text")).to_have_value("")
    expect(page.locator("[data-key=d]")).to_be_focused()
    expect(page.locator("#messages .alert")).to_have_count(1)
    assert page.evaluate("window.stillHere"), "the page was loaded anew"
    assert Annotation.objects.get().text == "and please ask 预算"
    assert_accessible(page)

    press_to_follow(page, "n")
    expect(page.locator("h1")).to_have_text("客户1")
    press_to_follow(page, "p")
    expect(page.locator("h1")).to_have_text("客户0")
    for name in ("客户1", "客户2"):
        press_to_follow(page, "d")
        expect(page.locator("h1")).to_have_text(name)
    press_to_follow(page, "d")
    expect(page.locator(".empty")).to_be_visible()
    assert Review.objects.filter(by=floor.manager).count() == 3
    assert_accessible(page)


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_a_recording_plays_and_seeks(floor, new_page, log_in, viewport):
    page = new_page(viewport)
    log_in(page, floor.manager.username)
    page.goto(f"/review/{Recording.objects.get().activity_id}/")
    play_and_seek(page, 15)
    heard = page.locator("audio").evaluate("a => ({duration: a.duration, at: a.currentTime})")
    assert heard["duration"] == pytest.approx(20, abs=0.1)
    assert heard["at"] >= 15
    pk = Recording.objects.get().pk
    answer = page.request.get(f"/recordings/{pk}/", headers={"Range": "bytes=100-199"})
    assert (answer.status, len(answer.body())) == (206, 100)


def test_it_works_without_javascript(floor, new_page, log_in):
    page = new_page("phone", javascript=False)
    log_in(page, floor.manager.username)
    follow(page, ".page-actions .btn-primary")
    follow(page, ".page-actions .btn-primary")
    page.fill("#id_text", "请补充预算")
    follow(page, "#annotations form button")
    expect(page.locator("#annotations .annotation")).to_contain_text("请补充预算")
    follow(page, ".review-bar form button")
    expect(page.locator("h1")).to_have_text("客户1")
    follow(page, ".review-bar a[rel=next]")
    expect(page.locator("h1")).to_have_text("客户2")


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_the_consultant_reads_on_his_worklist_and_adds_a_recording(
    floor, now, new_page, log_in, assert_accessible, tmp_path, viewport, locale
):
    activity = Activity.objects.executed().order_by("-pk").first()
    Annotation.objects.create(
        activity=activity,
        author=floor.director,
        addressee=floor.consultant,
        text="请补充预算",
        written_at=now,
    )
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    expect(page.locator(".unread")).to_contain_text("请补充预算")
    assert_accessible(page)
    page.click(".unread > summary")
    follow(page, ".unread .btn-secondary")
    expect(page.locator(".unread")).to_have_count(0)
    page.goto("/annotations/")
    expect(page.locator(".annotation")).to_have_count(1)
    assert_accessible(page)

    page.goto("/")
    page.click(".list-row [data-sheet]")
    page.click(".more > summary")
    page.check("input[name=result][value=reached]")
    page.fill("#id_content", "谈了置换")
    page.fill("#id_feedback", "再考虑")
    page.fill("#id_expected_content", "确认配置")
    page.click("summary:has(.bi-mic)")
    (tmp_path / "bad.mp3").write_bytes(b"<html><script>alert(1)</script>")
    page.set_input_files("#id_recording", tmp_path / "bad.mp3")
    assert_accessible(page)
    page.click(".sheet .form-buttons .btn-primary")
    expect(page.locator("#error_1_id_recording, .invalid-feedback").first).to_be_visible()
    expect(page.locator("#id_content")).to_have_value("谈了置换")
    assert_accessible(page)
    (tmp_path / "call.wav").write_bytes(wav(2))
    page.set_input_files("#id_recording", tmp_path / "call.wav")
    page.click(".sheet .form-buttons .btn-primary")
    expect(page.locator(".sheet")).to_have_count(0)
    added = Recording.objects.latest("pk")
    assert added.content_type == "audio/wav"

    page.goto(f"/customers/{added.activity.opportunity.customer_id}/")
    expect(page.locator("audio")).to_have_count(1)
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
    page.goto(f"/activities/{added.activity_id}/recording/")
    assert_accessible(page)


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_many_findings_and_a_plan_for_the_consultant(
    floor, now, new_page, log_in, assert_accessible, viewport, locale
):
    from compliance.audit.services import run_audit

    run_audit(floor.store, on=floor.store.business_date(now) - timedelta(days=1), now=now)
    page = new_page(viewport, locale=locale)
    log_in(page, floor.manager.username)
    page.goto("/findings/")
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
    page.locator("input[name=finding]").first.check()
    page.fill("#id_text", "今天必须联系")
    follow(page, ".annotate-many button")
    page.wait_for_url("**/findings/")
    note = Annotation.objects.get()
    page.goto(f"/opportunities/{note.activity.opportunity_id}/plan/")
    assert_accessible(page)
    page.goto(f"/activities/{note.activity_id}/annotate/")
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
