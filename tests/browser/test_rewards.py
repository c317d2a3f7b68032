"""From the director's policy to the month's incentive pay, and back again for one order (R8.9)."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from leads.opportunities.models import LostReason
from orders.orders.services.ending import AfterCancelling, Cancellation, cancel_order
from orders.orders.services.payments import Receipt
from orders.orders.services.placing import Terms, place_order
from orders.orders.services.steps import sign_contract
from rewards.services import propose_rewards
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor


class Sales:
    """A floor on which cars are sold today."""

    def __init__(self, now):
        self.floor = Floor()
        self.now = now
        self.today = self.floor.store.business_date(self.now)
        self.floor.director.set_password(PASSWORD)
        self.floor.director.save()
        self.who = {"by": self.floor.consultant, "now": self.now, "on": self.today}

    def sell(self, price):
        order = place_order(
            **self.who,
            opportunity=self.floor.open(now=self.now, on=self.today),
            terms=Terms(model="Golf", colour="白", price=Decimal(price)),
            deposit=Receipt(Decimal(5000), "cash", self.today),
        )
        sign_contract(**self.who, order=order, number="HT1", signed_on=self.today)
        return order

    def cancel(self, order):
        how = {"afterwards": AfterCancelling.LOST, "lost_reason": LostReason.FINANCE}
        cancel_order(
            **self.who, order=order, cancellation=Cancellation(reason="loan refused", **how)
        )


@pytest.mark.parametrize("viewport, locale", [("desktop", "en-US"), ("phone", "zh-CN")])
def test_from_the_policy_to_the_indicator(
    transactional_db, now, new_page, log_in, assert_accessible, viewport, locale
):
    sales = Sales(now)
    store = sales.floor.store
    page = new_page(viewport, locale=locale)
    log_in(page, sales.floor.director.username)

    page.goto("/policies/")
    follow(page, f"a[href='/rewards/policies/{store.pk}/']")
    page.fill("#id_effective_from", sales.today.isoformat())
    page.fill("#id_reason", "年度方案")
    for number, (price, amount) in enumerate([("0", "500"), ("100000", "800")]):
        page.fill(f"#id_price_{number}", price)
        page.fill(f"#id_amount_{number}", amount)
    follow(page, "main form .form-buttons .btn-primary")
    page.wait_for_selector("button[name=adopt]")
    assert_accessible(page)
    follow(page, "button[name=adopt]")
    expect(page.locator("tbody th")).to_have_count(3)  # two tiers, one version
    assert_accessible(page)

    dear, cheap = sales.sell(150_000), sales.sell(90_000)
    propose_rewards(store, on=sales.today, now=now)
    page.goto("/")
    boxes = page.locator("input[name=item][value^=reward]")
    expect(boxes).to_have_count(2)
    assert_accessible(page)
    for box in boxes.all():
        box.check()
    follow(page, ".desk-actions .btn-primary")
    expect(page.locator("tfoot .num")).to_have_text("¥1,300.00")
    assert_accessible(page)
    follow(page, "main form .btn-primary")
    expect(page.locator(".alert-success")).to_be_visible()

    page.goto("/rewards/ledger/")
    expect(page.locator("table.data-table tbody tr")).to_have_count(2)
    assert_accessible(page)

    sales.cancel(dear)
    page.goto("/inbox/?kind=reversal")
    lapsed = page.locator(".desk-row")
    expect(lapsed).to_contain_text(dear.number)
    assert_accessible(page)
    lapsed.locator("input[name=item]").check()
    follow(page, ".desk-actions .btn-primary")
    assert_accessible(page)
    follow(page, "main form .btn-primary")
    expect(page.locator(".alert-success")).to_be_visible()
    page.goto("/rewards/ledger/")
    expect(page.locator("table.data-table tbody tr")).to_have_count(3)

    page.goto("/indicators/")
    tile = page.locator("article.tile").last
    expect(tile.locator(".tile-value")).to_have_text("¥500.00")
    follow(page, tile.locator(".tile-value a"))
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text(cheap.number)
