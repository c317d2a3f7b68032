"""A customer's complaint, from the code on the wall to the analysis and the survey after it (R9.9, R14.1)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.notices.models import Notice
from service.complaints.models import Complaint
from service.complaints.services.laying_down import page_of_store
from service.complaints.tasks import watch_complaints
from service.surveys.models import Survey
from service.surveys.services import set_policy
from service.surveys.tasks import open_due_surveys
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor, UserFactory


@pytest.fixture
def floor(transactional_db, now):
    floor = Floor()
    floor.service = UserFactory(store=floor.store, role="service", username="service")
    floor.stranger = floor.new_consultant(full_name="王五", username="stranger")
    for person in (floor.service, floor.consultant, floor.manager, floor.director):
        person.set_password(PASSWORD)
        person.save()
    floor.customer = floor.open(now=now, on=now.date(), name="欧阳娜").customer
    floor.page = page_of_store(floor.store, by=floor.service, now=now)
    terms = {"good_for": 14, "low": 6, "call_back_minutes": 540}
    set_policy(floor.store, by=floor.director, now=now, days={"complaint": 1}, **terms)
    return floor


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_r14_1_from_the_code_on_the_wall_to_the_analysis(
    viewport, floor, new_page, log_in, assert_accessible, monkeypatch, now
):
    def at(**later):
        moment = now + timedelta(**later)
        monkeypatch.setattr("foundation.clock.now", lambda: moment)
        for room in ("complaints", "surveys"):
            monkeypatch.setattr(f"service.{room}.tasks.clock", lambda: moment)

    customer = new_page(viewport, locale="zh-CN", javascript=False)
    customer.goto(f"/complain/{floor.page.slug}/")
    at(seconds=30)
    customer.fill("#id_name", "欧阳女士")
    customer.fill("#id_phone", floor.customer.phone)
    customer.fill("#id_text", "交车晚了两周，没人通知")
    customer.check("#id_agrees")
    follow(customer, "form button")
    expect(customer.locator("h2")).to_have_text("谢谢")

    desk = new_page(viewport, locale="zh-CN")
    log_in(desk, floor.service.username)
    desk.goto("/complaints/")
    assert_accessible(desk)
    follow(desk, desk.locator(".list-title", has_text="欧阳女士"))
    assert_accessible(desk)
    follow(desk, "a[href$='/details/']")
    assert_accessible(desk)
    desk.select_option("#id_cause", label="交车延期")
    desk.check("input[name=severity][value=critical]")
    follow(desk, "main form button[type=submit]")

    follow(desk, "a[href$='/assign/']")
    desk.select_option("#id_to", label="王五")
    follow(desk, "main form button[type=submit]")
    expect(desk.locator("main form")).to_contain_text("不是王五的客户")
    assert_accessible(desk)
    desk.select_option("#id_to", label=str(floor.consultant))
    follow(desk, "main form button[type=submit]")

    complaint = Complaint.objects.get()
    own = new_page(viewport, locale="zh-CN")
    log_in(own, floor.consultant.username)
    own.goto("/")
    own.click(".notice-line:has(.bi-exclamation-octagon) > summary")
    assert_accessible(own)
    at(days=3)
    watch_complaints()
    at(days=6)
    watch_complaints()
    assert Notice.objects.filter(person=floor.manager, kind="complaint.late").count() == 1
    assert Notice.objects.filter(person=floor.director, kind="complaint.escalated").count() == 1
    follow(own, f".notice-line a[href='/complaints/{complaint.pk}/']")
    expect(own.locator("main")).to_contain_text("已升级")
    follow(own, "a[href$='/close/']")
    assert_accessible(own)
    own.fill("#id_answer", "已致歉，确认周六交车")
    own.fill("#id_remedy", "免费首保")
    own.fill("#id_cost", "680")
    follow(own, "main form button[type=submit]")
    expect(own.locator("main")).to_contain_text("免费首保")

    leader = new_page(viewport, locale="zh-CN")
    log_in(leader, floor.manager.username)
    leader.goto("/complaints/analysis/")
    assert_accessible(leader)
    chart = leader.locator("table tbody tr")
    expect(chart).to_have_count(1)
    expect(chart).to_contain_text("交车延期")
    expect(chart).to_contain_text("680")
    follow(leader, "table a.number")
    expect(leader.locator(".list-title", has_text="欧阳女士")).to_have_count(1)

    # A day after it was closed the customer is asked how it went.
    at(days=8)
    open_due_surveys()
    survey = Survey.objects.get()
    assert (survey.occasion, survey.subject) == ("complaint", complaint.pk)
    asked = new_page(viewport, locale="zh-CN", javascript=False)
    asked.goto(f"/s/{survey.token}/")
    for name, mark in (("recommend", 8), ("care", 9), ("course", 7)):
        asked.check(f"input[name={name}][value='{mark}']")
    asked.fill("#id_text", "后来处理得很快")
    follow(asked, "form button")
    desk.goto(f"/surveys/{survey.pk}/")
    expect(desk.locator("main")).to_contain_text("后来处理得很快")
    assert_accessible(desk)
