"""Money in, money back, and the plan of payments (R9.5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from orders.orders.models import Payment, PaymentDue
from orders.orders.queries import outstanding_of, received_of, with_sums
from orders.orders.services.ending import Cancellation, cancel_order
from orders.orders.services.payments import (
    DueLine,
    change_payment_plan,
    record_payment,
    reverse_payment,
)
from orders.orders.services.steps import mark_firm, sign_contract


def paid(order):
    return list(order.dues.values_list("paid", flat=True))


def test_one_amount_is_spread_over_the_dues(order, who, receipt, finance):
    rows = record_payment(**who | {"by": finance}, order=order, receipt=receipt("6000.50"))
    assert [row.amount for row in rows] == [Decimal("5000"), Decimal("1000.50")]
    assert {row.recorded_by for row in rows} == {finance}
    assert paid(order) == [Decimal("5000.00"), Decimal("1000.50")]
    assert (received_of(order), outstanding_of(order)) == (Decimal("6000.50"), Decimal("143999.50"))


def test_sums_in_a_list_equal_those_of_one_order(order, who, receipt):
    record_payment(**who, order=order, receipt=receipt("6000.50"))
    row = with_sums(type(order).objects.all()).get()
    assert (row.received, row.outstanding) == (received_of(order), outstanding_of(order))


@pytest.mark.parametrize("amount", ["0", "-1", "150000.01"])
def test_never_nothing_nor_more_than_is_outstanding(order, who, receipt, amount):
    with pytest.raises(ValidationError) as refused:
        record_payment(**who, order=order, receipt=receipt(amount))
    assert list(refused.value.error_dict) == ["amount"]
    assert paid(order) == [0, 0]


def test_money_is_not_received_ahead(order, who, receipt, today):
    with pytest.raises(ValidationError) as refused:
        record_payment(
            **who, order=order, receipt=receipt("1", received_on=today + timedelta(days=1))
        )
    assert list(refused.value.error_dict) == ["received_on"]


def test_a_payment_is_taken_back_once_by_a_row_of_its_own(order, who, receipt):
    (payment,) = record_payment(**who, order=order, receipt=receipt("5000"))
    with pytest.raises(ValidationError):
        reverse_payment(**who, payment=payment, reason=" ")
    reversal = reverse_payment(**who, payment=payment, reason="误收")
    assert (reversal.amount, reversal.reverses, reversal.reason) == (-5000, payment, "误收")
    assert paid(order) == [0, 0]
    for again in (payment, reversal):
        with pytest.raises(ValidationError, match="taken back already"):
            reverse_payment(**who, payment=again, reason="再来")
    record_payment(**who, order=order, receipt=receipt("5000"))
    assert paid(order) == [5000, 0]


def test_a_cancelled_order_takes_no_money_but_gives_it_back(order, who, receipt):
    (payment,) = record_payment(**who, order=order, receipt=receipt("5000"))
    lost = Cancellation("不买了", afterwards="lost", lost_reason="price")
    cancel_order(**who, order=order, cancellation=lost)
    with pytest.raises(ValidationError, match="cancelled"):
        record_payment(**who, order=order, receipt=receipt("1"))
    reverse_payment(**who, payment=payment, reason="退订金")
    assert received_of(order) == 0


def lines_of(order):
    return [DueLine(d.kind, d.due_on, d.amount, d.pk) for d in order.dues.all()]


def test_the_plan_changes_and_what_is_paid_stays(order, who, receipt, today):
    record_payment(**who, order=order, receipt=receipt("5000"))
    first, _rest = lines_of(order)
    later = today + timedelta(days=30)
    lines = [
        first,
        DueLine("instalment", later, Decimal("45000")),
        DueLine("loan", later, Decimal("100000")),
    ]
    change_payment_plan(**who, order=order, lines=lines)
    assert [(d.kind, d.amount, d.paid) for d in order.dues.all()] == [
        ("deposit", 5000, 5000),
        ("instalment", 45000, 0),
        ("loan", 100000, 0),
    ]


def test_a_new_price_comes_with_a_plan_that_adds_up_to_it(order, who):
    first, rest = lines_of(order)
    less = DueLine(rest.kind, rest.due_on, Decimal("143000"), rest.due)
    with pytest.raises(ValidationError, match="adds up"):
        change_payment_plan(**who, order=order, lines=[first, less])
    change_payment_plan(**who, order=order, lines=[first, less], price=Decimal("148000"))
    order.refresh_from_db()
    assert (order.price, outstanding_of(order)) == (148000, 148000)


def test_a_line_that_took_money_neither_goes_nor_shrinks_below_it(order, who, receipt):
    record_payment(**who, order=order, receipt=receipt("5000"))
    first, rest = lines_of(order)
    whole = DueLine(rest.kind, rest.due_on, Decimal("150000"), rest.due)
    with pytest.raises(ValidationError, match="stays in the plan"):
        change_payment_plan(**who, order=order, lines=[whole])
    lines = [
        DueLine(first.kind, first.due_on, Decimal("4000"), first.due),
        DueLine(rest.kind, rest.due_on, Decimal("146000"), rest.due),
    ]
    with pytest.raises(ValidationError, match="paid already"):
        change_payment_plan(**who, order=order, lines=lines)
    assert PaymentDue.objects.count() == 2 and Payment.objects.count() == 1


def test_lines_of_another_order_are_none_of_it(floor, order, place, who, now, today):
    other = place(floor.open(now=now, on=today))
    with pytest.raises(ValidationError, match="meantime"):
        change_payment_plan(**who, order=order, lines=lines_of(other))


def test_a_plan_made_from_an_older_page_is_refused(order, who):
    """Somebody split a line meanwhile; what they added is not dropped."""
    first, rest = lines_of(order)
    half = DueLine("balance", rest.due_on, rest.amount / 2)
    change_payment_plan(**who, order=order, lines=[first, half, half], seen={first.due, rest.due})
    stale = {"lines": [first], "seen": {first.due, rest.due}, "price": first.amount}
    with pytest.raises(ValidationError, match="in the meantime"):
        change_payment_plan(**who, order=order, **stale)
    assert order.dues.count() == 3


def test_a_mistyped_year_converts_nothing_long_ago_r9_10(order, who, receipt):
    long_ago = date(1950, 1, 1)
    for act in (
        lambda: mark_firm(**who, order=order, firm_on=long_ago),
        lambda: sign_contract(**who, order=order, number="", signed_on=long_ago),
        lambda: record_payment(**who, order=order, receipt=receipt("5", received_on=long_ago)),
    ):
        with pytest.raises(ValidationError, match="before the opportunity was registered"):
            act()
