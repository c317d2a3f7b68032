"""Whatever happens to orders in whatever order: money adds up, deadlines stand as the records say."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import ValidationError

from followups.deadlines.services import compare
from leads.grading.queries import IntentReader
from leads.opportunities.models import State
from orders.orders.models import Order, Payment, PaymentDue
from orders.orders.services.allocation import allocate_vehicle, release_vehicle
from orders.orders.services.ending import Cancellation, cancel_order
from orders.orders.services.payments import record_payment, reverse_payment
from orders.orders.services.steps import mark_firm, sign_contract
from orders.stock.models import Vehicle
from tests.delivering import deliver

# How often each is tried, in proportion.
ACTS = {
    "place": 4,
    "pay": 4,
    "reverse": 2,
    "sign": 2,
    "firm": 2,
    "give": 4,
    "free": 1,
    "deliver": 2,
    "go on": 1,
    "lose": 0.3,
}


@pytest.fixture
def play(floor, opportunity, place, new_vehicle, receipt, who, today):
    """`play("pay", 3)`: do it to the latest order; what is refused leaves no trace."""
    vehicle = new_vehicle()

    def order():
        found = Order.objects.order_by("pk").last()
        if found is None:
            raise ValidationError("no order")
        return found

    def reverse(number):
        payments = Payment.objects.order_by("pk")
        if payments:
            reverse_payment(**who, payment=payments[number % len(payments)], reason="误收")

    def go_on(number):
        opportunity.refresh_from_db()
        reader = IntentReader.of_opportunity(opportunity, on=today)
        intent = reader.read("B 再看", today + timedelta(days=20))
        cancel_order(**who, order=order(), cancellation=Cancellation("不急", intent=intent))

    lost = Cancellation("不买", afterwards="lost", lost_reason="price")
    acts = {
        "place": lambda n: place(opportunity),
        "pay": lambda n: record_payment(**who, order=order(), receipt=receipt(n * 9999)),
        "reverse": reverse,
        "sign": lambda n: sign_contract(**who, order=order(), number="", signed_on=today),
        "firm": lambda n: mark_firm(**who, order=order(), firm_on=today if n % 2 else None),
        "give": lambda n: allocate_vehicle(**who, order=order(), vehicle=vehicle),
        "free": lambda n: release_vehicle(**who, order=order()),
        "deliver": lambda n: deliver(
            **who, order=order(), delivered_on=today, despite_outstanding=True
        ),
        "go on": go_on,
        "lose": lambda n: cancel_order(**who, order=order(), cancellation=lost),
    }

    def play(act, number):
        with suppress(ValidationError):
            acts[act](number)

    return play


@pytest.mark.parametrize("seed", range(8))
def test_any_history_holds_together(play, opportunity, seed):
    chance = Random(seed)
    for _step in range(25):
        (act,) = chance.choices(list(ACTS), list(ACTS.values()))
        play(act, chance.randint(0, 8))
        check(opportunity)


def check(opportunity):
    opportunity.refresh_from_db()
    for due in PaymentDue.objects.all():
        paid = sum((row.amount for row in due.payments.all()), Decimal(0))
        assert due.paid == paid and 0 <= due.paid <= due.amount
    for order in Order.objects.all():
        assert sum(due.amount for due in order.dues.all()) == order.price
        money = Payment.objects.filter(due__order=order, reverses=None, reversal=None)
        holds = order.firm_on or (order.contract_signed_on and money)
        assert bool(order.converted_on) == bool(holds)
    open_ = Order.objects.open().first()
    assert opportunity.ordered_on == (open_ and open_.ordered_on)
    if open_ and opportunity.is_executing:
        assert opportunity.grade.is_ordered and opportunity.activities.planned().exists()
    assert (opportunity.state == State.WON) == Order.objects.filter(
        delivered_on__isnull=False
    ).exists()
    vehicle = Vehicle.objects.get()
    assert (vehicle.left_on is None) == (not vehicle.orders.filter(delivered_on__isnull=False))
    assert not compare([opportunity.pk])
