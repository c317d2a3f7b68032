"""Which of the two a deposit is, by law: 订金 goes back, 定金 secures the contract (R9.10)."""

import pytest
from django.utils.translation import override

from orders.orders.models import DepositKind, Order
from orders.orders.queries import changes_of
from orders.orders.services.steps import say_deposit
from tests.orders.conftest import at, sending, step


def test_an_order_that_does_not_say_has_an_advance(order):
    assert order.deposit_kind == DepositKind.ADVANCE


@pytest.mark.parametrize(("kind", "word"), [("advance", "订金"), ("earnest", "定金")])
def test_the_payment_plan_calls_it_by_its_name(place, opportunity, cashier, kind, word):
    order = place(opportunity, deposit_kind=kind)
    deposit, balance = order.dues.select_related("order")
    with override("zh-hans"):
        assert (deposit.label, balance.label) == (word, "尾款")
    cashier.cookies["django_language"] = "zh-hans"
    for name in ("order_detail", "plan_edit"):
        assert f">{word}<" in "".join(cashier.get(at(name, order.pk)).content.decode().split())


def test_it_is_chosen_with_the_order(consultant, opportunity, today):
    typed = {"model": "Golf", "price": "150000", "deposit": "5000", "deposit_kind": "earnest"}
    url = at("order_create", opportunity.pk)
    assert consultant.post(url, sending(consultant, url, typed)).status_code == 302
    assert Order.objects.get().deposit_kind == "earnest"


def test_it_is_put_right_and_the_history_says_so(order, consultant, who):
    step(consultant, order, "deposit", deposit_kind="earnest")
    order.refresh_from_db()
    assert order.deposit_kind == "earnest"
    assert any("Earnest money" in str(change) for change in changes_of(order))
    say_deposit(**who, order=order, deposit_kind="advance")
    assert Order.objects.get().deposit_kind == "advance"


def test_who_cancels_is_told_what_becomes_of_the_money(order, consultant):
    page = consultant.get(at("order_cancel", order.pk)).content.decode()
    assert "given back when the sale does not come about" not in page  # nothing was paid
