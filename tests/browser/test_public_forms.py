"""At the motor show: a poster is printed, a visitor follows its code on their phone, the desk has the lead."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from intake.arrivals.models import Lead
from intake.distribution.tasks import sweep_leads
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor, UserFactory


@pytest.fixture
def marketing(transactional_db, monkeypatch):
    monkeypatch.setattr("intake.distribution.tasks.carry_on_lead.apply_async", lambda *a, **o: None)
    floor = Floor()
    person = UserFactory(store=floor.store, role="marketing", username="marketing")
    person.set_password(PASSWORD)
    person.save()
    return person


def test_from_the_poster_to_the_list(
    marketing, new_page, log_in, assert_accessible, monkeypatch, now
):
    """R5.1: without JavaScript and without a log-in."""
    desk = new_page("desktop", locale="zh-CN")
    log_in(desk, marketing.username)
    desk.goto("/leads/forms/")
    follow(desk, "a[href='/leads/forms/new/']")
    desk.fill("#id_title", "广州车展")
    follow(desk, "main form button[type=submit], main form button:not([type])")
    assert_accessible(desk)
    follow(desk, "a[href$='/print/']")
    assert_accessible(desk)
    assert desk.locator("svg path").bounding_box()["width"] > 300
    address = urlsplit(desk.inner_text(".poster-address")).path

    phone = new_page("phone", locale="zh-CN")
    phone.goto(address)
    assert_accessible(phone)
    plain = new_page("phone", locale="zh-CN", javascript=False)
    plain.goto(address)
    monkeypatch.setattr("foundation.clock.now", lambda: now + timedelta(seconds=30))
    plain.fill("#id_name", "韩梅梅")
    plain.fill("#id_phone", "138 0013 8000")
    plain.fill("#id_text", "想试驾")
    follow(plain, "form button")
    expect(plain.locator("#id_text")).to_have_value("想试驾")  # the consent is missing
    monkeypatch.setattr("foundation.clock.now", lambda: now + timedelta(seconds=60))
    plain.check("#id_agrees")
    follow(plain, "form button")
    expect(plain.locator("h2")).to_have_text("谢谢")

    sweep_leads()
    assert Lead.objects.get().state == "assigned"
    desk.goto("/leads/?state=assigned")
    expect(desk.locator(".list-title", has_text="韩梅梅")).to_be_visible()
