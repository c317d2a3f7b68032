"""A consultant tells of their director, who finds it nowhere; who is named reads and answers it (R13.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from service.misconduct.models import MisconductReport
from service.misconduct.queries import desk_of
from service.misconduct.services import name_trustees
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor, UserFactory

TEXT = "让我们补录从没发生过的试驾"


@pytest.fixture
def floor(transactional_db, now):
    floor = Floor()
    floor.director.full_name = "郭总监"
    floor.service = UserFactory(store=floor.store, role="service", full_name="史客服")
    general = UserFactory(store=floor.store, role="general_manager")
    for person in (floor.consultant, floor.director, floor.service):
        person.set_password(PASSWORD)
        person.save()
    named = [floor.director, floor.service]
    name_trustees(desk_of(store=floor.store), by=general, now=now, people=named)
    return floor


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_r13_4_told_of_the_director_read_by_who_is_named_and_followed_by_the_code(
    viewport, floor, now, new_page, log_in, assert_accessible, monkeypatch
):
    sender = new_page(viewport, locale="zh-CN")
    log_in(sender, floor.consultant.username)
    sender.goto("/misconduct/write/")
    assert_accessible(sender)
    sender.fill("#id_text", TEXT)
    sender.select_option("#id_person", label="郭总监")
    monkeypatch.setattr("foundation.clock.now", lambda: now + timedelta(seconds=30))
    follow(sender, "main form.form-card .form-buttons .btn-primary")
    assert_accessible(sender)
    report = MisconductReport.objects.get()
    code = sender.locator(".big-code").inner_text()

    director = new_page(viewport, locale="zh-CN")
    log_in(director, floor.director.username)
    addresses = {
        f"/misconduct/{report.pk}/": 404,
        f"/misconduct/{report.pk}/subject/": 404,
        "/misconduct/": 200,
        "/notices/": 200,
        "/inbox/": 200,
        "/complaints/?state=all": 200,
        "/": 200,
    }
    for address, status in addresses.items():
        assert director.request.get(address).status == status, address
        director.goto(address)
        expect(director.locator("body")).not_to_contain_text(TEXT)
    assert not director.locator(f"a[href='/misconduct/{report.pk}/']").count()

    desk = new_page("desktop", locale="zh-CN")
    log_in(desk, floor.service.username)
    desk.goto("/misconduct/")
    assert_accessible(desk)
    follow(desk, f"a[href='/misconduct/{report.pk}/']")
    expect(desk.locator("main")).to_contain_text(TEXT)
    assert_accessible(desk)
    desk.check("input[name=act][value=asked]")
    desk.fill("#id_text", "有哪几位客户？")
    follow(desk, "main form .form-buttons .btn-primary")

    # From a device that nobody is logged in on.
    home = new_page(viewport, locale="zh-CN")
    home.goto(reverse("service:misconduct_status"))
    home.fill("#id_code", code.lower())
    follow(home, "main form .btn-primary")
    expect(home.locator("main")).to_contain_text("有哪几位客户？")
    assert_accessible(home)
    home.fill("#id_text", "上周五的三位")
    follow(home, "main form .btn-primary")
    desk.goto(f"/misconduct/{report.pk}/")
    expect(desk.locator("main")).to_contain_text("上周五的三位")
    assert director.request.get(f"/misconduct/{report.pk}/").status == 404
