"""What a customer asks in a contact is answered by the department, and comes back (R5.4)."""

import pytest
from playwright.sync_api import expect

from service.questions.models import Question
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor, UserFactory


@pytest.fixture
def floor(transactional_db, now):
    floor = Floor()
    floor.finance = UserFactory(store=floor.store, role="finance", full_name="钱会计")
    for person in (floor.finance, floor.consultant):
        person.set_password(PASSWORD)
        person.save()
    on = now.date()
    opportunity = floor.open(now=now, on=on, name="欧阳娜")
    floor.contact(opportunity, now=now, on=on, content="想分三年付款")
    floor.customer = opportunity.customer
    return floor


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_r5_4_from_the_contact_to_the_department_and_back(
    viewport, floor, new_page, log_in, assert_accessible
):
    own = new_page(viewport, locale="zh-CN")
    log_in(own, floor.consultant.username)
    card = f"/customers/{floor.customer.pk}/"
    own.goto(card)
    own.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    follow(own, "a[href*='/question/?activity=']")
    assert_accessible(own)
    own.check("input[name=department][value=finance]")
    own.fill("#id_text", "三年期的利率是多少？")
    follow(own, "main form.form-card .form-buttons .btn-primary")
    question = Question.objects.get()
    assert question.activity is not None and question.customer == floor.customer

    desk = new_page("desktop", locale="zh-CN")
    log_in(desk, floor.finance.username)
    desk.goto("/department/")
    assert_accessible(desk)
    follow(desk, "main a[href='/questions/']")
    follow(desk, f"a[href='/questions/{question.pk}/']")
    assert_accessible(desk)
    expect(desk.locator("main")).to_contain_text("三年期的利率是多少？")
    desk.fill("#id_text", "年化百分之三点五")
    follow(desk, "main form.form-card .form-buttons .btn-primary")

    own.goto("/notices/")
    assert_accessible(own)
    follow(own, own.locator(".notice.is-unread", has_text="钱会计").locator("button"))
    expect(own.locator("main")).to_contain_text("年化百分之三点五")
    own.goto(card)
    entry = own.locator(".timeline-item:has(.bi-question-circle)").first
    expect(entry).to_contain_text("三年期的利率是多少？")
    expect(entry).to_contain_text("年化百分之三点五")
    own.goto("/notices/")
    expect(own.locator(".notice", has_text="钱会计")).to_be_visible()
    expect(own.locator(".notice.is-unread")).to_have_count(0)
