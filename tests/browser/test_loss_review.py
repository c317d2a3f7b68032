"""A customer who was written off is called by the manager and won back (R2.7, R9.6)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from leads.opportunities.models import State
from service.losses.models import LossPolicy, LossReview
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    LossPolicy.objects.create(store=floor.store, sample_percent=0)
    for person in (floor.consultant, floor.manager):
        person.set_password(PASSWORD)
        person.save()
    return floor


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_r2_7_a_loss_is_called_about_and_won_back(
    floor, now, new_page, log_in, assert_accessible, viewport, locale
):
    on = floor.store.business_date(now)
    opportunity = floor.open(now=now, on=on, name="王小明")
    seller = new_page(viewport, locale=locale)
    log_in(seller, floor.consultant.username)
    seller.goto(f"/opportunities/{opportunity.pk}/log/")
    seller.check("input[name=result][value=reached]")
    seller.fill("#id_content", "说买了别家")
    seller.fill("#id_feedback", "不考虑了")
    seller.click(".more > summary")
    seller.locator(".choice:has([name=outcome][value=lost])").click()
    seller.select_option("#id_lost_reason", "competitor")
    seller.fill("#id_competitor", "Corolla")
    seller.fill("#id_competitor_price", "119800")
    follow(seller, "main form.form-card .form-buttons .btn-primary")
    expect(seller.locator(".alert-info").first).to_be_visible()
    review = LossReview.objects.get()
    assert (review.competitor, review.price) == ("Corolla", 119800)

    page = new_page(viewport, locale=locale)
    log_in(page, floor.manager.username)
    page.goto("/inbox/")
    follow(page, f"a[href='/losses/{review.pk}/']")
    assert_accessible(page)
    expect(page.locator("main")).to_contain_text("Corolla")
    expect(page.locator(f"a[href='tel:{opportunity.customer.phone}']").first).to_be_visible()
    page.check("input[name=word][value=silent]")
    page.check("input[name=agrees][value=no]")
    follow(page, "main form.form-card .form-buttons .btn-primary")
    follow(page, f"a[href='/losses/{review.pk}/take-back/']")
    assert_accessible(page)
    page.fill("#id_said", "没有买，等周末报价")
    page.fill("#id_reason", "客户没有放弃")
    page.fill("#id_note", "A 等周末报价")
    page.fill("#id_expected_on", (on + timedelta(days=10)).isoformat())
    page.fill("#id_expected_content", "带报价")
    follow(page, "main form.form-card .form-buttons .btn-primary")
    opportunity.refresh_from_db()
    assert opportunity.state == State.EXECUTING

    seller.goto("/notices/")
    expect(seller.locator("main")).to_contain_text("客户没有放弃")
    seller.goto("/losses/")
    assert_accessible(seller)
    follow(seller, f"a[href='/losses/{review.pk}/']")
    expect(seller.locator("main")).to_contain_text("没有买，等周末报价")
    assert_accessible(seller)
