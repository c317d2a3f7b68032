"""Leads on their road in real pages: one is called in time, one missed, passed on, found (R5.1–R5.3)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from intake.arrivals.models import Lead
from intake.distribution.services.watching import watch
from tests.browser.conftest import PASSWORD
from tests.browser.steps import Clock, follow
from tests.factories import Floor, UserFactory


@pytest.fixture
def clock():
    with Clock().running() as clock:
        clock.at("2026-11-19", 10)
        yield clock


@pytest.fixture
def floor(transactional_db, clock):
    floor = Floor()
    floor.second = floor.new_consultant()
    floor.marketing = UserFactory(store=floor.store, role="marketing")
    people = [floor.consultant, floor.second, floor.manager, floor.marketing]
    for person, name in zip(people, ("安娜", "白云", "周经理", "徐市场"), strict=True):
        person.full_name = name
        person.set_password(PASSWORD)
        person.save()
    return floor


def take_in(page, *, name, phone):
    page.goto("/leads/new/")
    page.fill("#id_phone_given", phone)
    page.fill("#id_name", name)
    page.select_option("#id_channel", "autohome")
    page.fill("#id_model", "Golf")
    page.fill("#id_text", "想试驾")
    follow(page, "main form .btn-primary")


def test_one_lead_is_called_in_time_and_the_other_goes_to_the_next(new_page, log_in, floor, clock):
    desk, anna, bai = (new_page("phone", locale="zh-CN") for _ in range(3))
    for page, person in ((desk, floor.marketing), (anna, floor.consultant), (bai, floor.second)):
        log_in(page, person.username)

    take_in(desk, name="李雷", phone="138 0013 8000")
    expect(desk.locator(".alert-success")).to_contain_text("安娜")
    take_in(desk, name="韩梅", phone="139 0013 9000")
    expect(desk.locator(".alert-success")).to_contain_text("白云")

    # The first consultant calls from the list of today, within the half hour.
    anna.goto("/")
    row = anna.locator(".list-row", has_text="李雷")
    expect(row).to_contain_text("10:30")
    row.locator("[data-sheet]").click()
    anna.check("input[name=result][value=reached]")
    anna.fill("#id_content", "介绍车型，约周末到店")
    anna.fill("#id_feedback", "周末来")
    anna.fill("#id_planned_on", (clock.today + timedelta(days=2)).isoformat())
    anna.fill("#id_expected_content", "到店看车")
    anna.click(".sheet .form-buttons .btn-primary")
    expect(anna.locator(".alert-success")).to_contain_text("李雷")

    # Nobody calls the other: the clock tells the manager, and the first has her now.
    clock.now += timedelta(minutes=31)
    for lead in Lead.objects.all():
        watch(lead, now=clock.now)
    passed_on = Lead.objects.get(name="韩梅")
    assert passed_on.assigned_to == floor.consultant
    assert not Lead.objects.get(name="李雷").missed_at
    anna.goto("/")
    expect(anna.locator(".list-row", has_text="韩梅")).to_contain_text("11:01")
    opportunity = passed_on.opportunity
    call = opportunity.activities.planned().get()
    floor.contact(opportunity, now=clock.now, on=clock.today, activity=call)
    manager = new_page("desktop", locale="zh-CN")
    log_in(manager, floor.manager.username)
    manager.goto("/notices/")
    expect(manager.locator("main")).to_contain_text("白云首次联系超时")

    # Marketing sees both clocks and who had whom; the numbers it sees no more.
    desk.goto("/leads/?state=all")
    expect(desk.locator(".list-row", has_text="李雷")).to_contain_text("首次联系 ")
    follow(desk, desk.get_by_role("link", name="韩梅"))
    expect(desk.locator("main")).to_contain_text("白云 →")
    expect(desk.locator("main")).not_to_contain_text("13900139000")

    # The night finds who missed it.
    run_audit(floor.store, on=clock.today, now=clock.at("2026-11-20", 0) + timedelta(minutes=30))
    found = Finding.objects.get(rule="missed_first_contact")
    assert found.responsible == floor.second
