"""A large hand-over is watched while it goes on (R4.8, R5.2)."""

import pytest
from playwright.sync_api import expect

from compliance.hand_over.services.giving import hand_over, plan_hand_over
from compliance.hand_over.services.moving import carry_out, move_next
from leads.customers.models import Customer
from tests.browser.conftest import PASSWORD
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    floor.director.set_password(PASSWORD)
    floor.director.save()
    return floor


@pytest.fixture
def transfer(floor, now, monkeypatch):
    """Three customers on their way to a colleague."""
    monkeypatch.setattr("compliance.hand_over.services.giving.AT_ONCE", 0)
    on = floor.store.business_date(now)
    for _n in range(3):
        floor.open(now=now, on=on)
    plan = plan_hand_over(Customer.objects.all(), to=[floor.new_consultant()], on=on)
    return hand_over(by=floor.director, now=now, on=on, store=floor.store, plan=plan, reason="离职")


@pytest.mark.parametrize(("viewport", "locale"), VIEWS)
def test_its_progress_is_shown_until_it_is_done(
    floor, transfer, now, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    page.goto(f"/hand-overs/{transfer.pk}/")
    expect(page.locator(".job-count")).to_have_text("0 / 3")
    assert_accessible(page)
    move_next(transfer.pk, now=now, number=2)
    expect(page.locator(".job-count")).to_have_text("2 / 3")
    carry_out(transfer.pk, clock=lambda: now)
    expect(page.locator("a[href$='/undo/']")).to_be_visible()
    expect(page.locator(".job")).to_have_count(0)
