"""Contract, firm agreement, invoice, plate, and since when it is a conversion (R9.10)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from orders.buyers.models import OwnedVehicle
from orders.orders.services.allocation import allocate_vehicle
from orders.orders.services.payments import record_payment, reverse_payment
from orders.orders.services.steps import expect_delivery, invoice, mark_firm, plate, sign_contract
from tests.delivering import deliver


def converted(order):
    order.refresh_from_db()
    return order.converted_on


def test_a_contract_alone_is_no_conversion(order, who, today, receipt):
    sign_contract(**who, order=order, number=" HT-9 ", signed_on=today - timedelta(days=1))
    assert converted(order) is None
    assert order.contract_number == "HT-9"
    record_payment(**who, order=order, receipt=receipt("1"))
    assert converted(order) == today


def test_money_before_the_contract_counts_from_the_contract_on(order, who, today, receipt):
    record_payment(
        **who, order=order, receipt=receipt("5000", received_on=today - timedelta(days=1))
    )
    assert converted(order) is None
    sign_contract(**who, order=order, number="HT-9", signed_on=today)
    assert converted(order) == today


def test_a_payment_taken_back_takes_the_conversion_back(order, who, today, receipt):
    sign_contract(**who, order=order, number="", signed_on=today)
    (payment,) = record_payment(**who, order=order, receipt=receipt("5000"))
    assert converted(order) == today
    reverse_payment(**who, payment=payment, reason="误收")
    assert converted(order) is None


def test_a_firm_agreement_counts_and_can_be_taken_back(order, who, today):
    mark_firm(**who, order=order, firm_on=today)
    assert converted(order) == today
    mark_firm(**who, order=order, firm_on=None)
    assert converted(order) is None


@pytest.mark.parametrize(
    "act, values, field",
    [
        (sign_contract, {"number": "1"}, "signed_on"),
        (mark_firm, {}, "firm_on"),
        (invoice, {"number": "1"}, "invoiced_on"),
        (plate, {"plate_number": "京A12345"}, "plated_on"),
    ],
)
def test_no_step_lies_ahead(order, who, today, act, values, field):
    tomorrow = {field: today + timedelta(days=1)}
    with pytest.raises(ValidationError) as refused:
        act(**who, order=order, **values, **tomorrow)
    assert list(refused.value.error_dict) == [field]


def test_an_invoice_and_a_plate_have_a_number(order, who, today):
    with pytest.raises(ValidationError):
        invoice(**who, order=order, number=" ", invoiced_on=today)
    with pytest.raises(ValidationError):
        plate(**who, order=order, plate_number=" ", plated_on=today)
    invoice(**who, order=order, number=" 0123 ", invoiced_on=today)
    order.refresh_from_db()
    assert (order.invoice_number, order.invoiced_on) == ("0123", today)


def test_the_plate_stands_on_the_card_whenever_it_comes(
    opportunity, place, new_vehicle, who, today
):
    """R9.2: the back of the card."""
    order = place(opportunity, vehicle=new_vehicle())
    plate(**who, order=order, plate_number="京a12345", plated_on=today)
    deliver(**who, order=order, delivered_on=today, despite_outstanding=True)
    assert OwnedVehicle.objects.get().plate_number == "京A12345"
    plate(**who, order=order, plate_number="京B00001", plated_on=today)
    assert OwnedVehicle.objects.get().plate_number == "京B00001"


def test_the_day_of_delivery_may_change_but_not_be_past(order, who, today):
    expect_delivery(**who, order=order, delivery_expected_on=today)
    with pytest.raises(ValidationError):
        expect_delivery(**who, order=order, delivery_expected_on=today - timedelta(days=1))
    order.refresh_from_db()
    assert order.delivery_expected_on == today
    expect_delivery(**who, order=order, delivery_expected_on=None)
    order.refresh_from_db()
    assert order.delivery_expected_on is None


def test_a_delivered_order_expects_no_delivery(order, vehicle, who, today):
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    expected = today + timedelta(days=3)
    expect_delivery(**who, order=order, delivery_expected_on=expected)
    deliver(**who, order=order, delivered_on=today, despite_outstanding=True)
    with pytest.raises(ValidationError, match="delivered"):
        expect_delivery(**who, order=order, delivery_expected_on=None)
    order.refresh_from_db()
    assert order.delivery_expected_on == expected
