"""Delivery, cancellation and the end of a sale (R2.6, R2.7, R9.6)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from followups.deadlines.services import compare
from followups.plans.services import Plan
from leads.customers.models import Lifecycle
from leads.grading.queries import IntentReader
from leads.opportunities.models import LostReason, State
from orders.buyers.models import OwnedVehicle
from orders.orders.queries import to_refund_of
from orders.orders.services.ending import (
    AfterCancelling,
    Cancellation,
    cancel_order,
    close_opportunity,
)
from orders.orders.services.payments import record_payment, reverse_payment
from orders.orders.services.placing import Terms, place_order
from tests.delivering import deliver


@pytest.fixture
def allocated(opportunity, place, vehicle):
    return place(opportunity, vehicle=vehicle)


def test_a_delivery_wins_the_opportunity(allocated, opportunity, vehicle, who, receipt, today):
    record_payment(**who, order=allocated, receipt=receipt("150000"))
    car = deliver(**who, order=allocated, delivered_on=today)
    for row in (opportunity, vehicle, allocated):
        row.refresh_from_db()
    assert (opportunity.state, opportunity.ended_on) == (State.WON, today)
    assert opportunity.ordered_on is None
    assert opportunity.customer.__class__.objects.get().lifecycle == Lifecycle.BUYER
    assert (vehicle.left_on, allocated.delivered_on) == (today, today)
    assert car == OwnedVehicle.objects.get()
    assert (car.vin, car.customer_id, car.order) == (
        vehicle.vin,
        opportunity.customer_id,
        allocated,
    )
    assert not opportunity.activities.planned().exclude(purpose="care").exists()
    assert not compare([opportunity.pk])


def test_it_needs_a_vehicle(order, who, today):
    with pytest.raises(ValidationError, match="vehicle first"):
        deliver(**who, order=order, delivered_on=today)


def test_money_outstanding_has_to_be_accepted(allocated, who, receipt, today):
    record_payment(**who, order=allocated, receipt=receipt("5000"))
    with pytest.raises(ValidationError, match="145,000.00 is outstanding") as refused:
        deliver(**who, order=allocated, delivered_on=today)
    assert list(refused.value.error_dict) == ["despite_outstanding"]
    deliver(**who, order=allocated, delivered_on=today, despite_outstanding=True)
    record_payment(**who, order=allocated, receipt=receipt("145000"))


@pytest.mark.parametrize("days", [1, -1])
def test_neither_ahead_nor_before_the_order(allocated, who, today, days):
    with pytest.raises(ValidationError) as refused:
        deliver(**who, order=allocated, delivered_on=today + timedelta(days=days))
    assert list(refused.value.error_dict) == ["delivered_on"]


def test_not_before_the_vehicle_arrives(opportunity, place, new_vehicle, who, today):
    coming = new_vehicle(arrived_on=today + timedelta(days=4))
    order = place(opportunity, vehicle=coming)
    with pytest.raises(ValidationError, match="before the vehicle arrived"):
        deliver(**who, order=order, delivered_on=today)


def test_what_is_delivered_is_neither_delivered_again_nor_cancelled(allocated, who, today):
    deliver(**who, order=allocated, delivered_on=today, despite_outstanding=True)
    for act in (
        lambda: deliver(**who, order=allocated, delivered_on=today, despite_outstanding=True),
        lambda: cancel_order(**who, order=allocated, cancellation=Cancellation("错")),
    ):
        with pytest.raises(ValidationError, match="is delivered"):
            act()
    assert OwnedVehicle.objects.count() == 1


def back_to_a(opportunity, today, note="A 再想想"):
    reader = IntentReader.of_opportunity(opportunity, on=today)
    return reader.read(note, today + timedelta(days=10))


def test_after_a_cancellation_the_customer_goes_on(
    allocated, opportunity, vehicle, who, receipt, today
):
    record_payment(**who, order=allocated, receipt=receipt("5000"))
    goes_on = Cancellation("贷款没批", intent=back_to_a(opportunity, today))
    cancel_order(**who, order=allocated, cancellation=goes_on)
    opportunity.refresh_from_db()
    allocated.refresh_from_db()
    assert (opportunity.grade.code, opportunity.state) == ("A", State.EXECUTING)
    assert opportunity.ordered_on is None and opportunity.activities.planned().count() == 1
    assert (allocated.cancelled_on, allocated.vehicle) == (today, None)
    assert to_refund_of(allocated) == 5000
    assert not compare([opportunity.pk])


def test_money_that_is_kept_is_not_to_be_refunded(allocated, who, receipt):
    record_payment(**who, order=allocated, receipt=receipt("5000"))
    kept = Cancellation(
        "违约", money_kept=True, afterwards=AfterCancelling.LOST, lost_reason="price"
    )
    assert to_refund_of(cancel_order(**who, order=allocated, cancellation=kept)) == 0


def test_it_goes_on_only_with_a_note_a_grade_and_a_plan(allocated, opportunity, who, today):
    """R3.3, R4.2"""
    opportunity.activities.planned().delete()
    wrong = {
        "note": Cancellation("不急"),
        "planned_on": Cancellation("不急", intent=back_to_a(opportunity, today)),
        "reason": Cancellation(" "),
    }
    for field, cancellation in wrong.items():
        with pytest.raises(ValidationError) as refused:
            cancel_order(**who, order=allocated, cancellation=cancellation)
        assert list(refused.value.error_dict) == [field]
    ordered = Cancellation("不急", intent=back_to_a(opportunity, today, "O 还要"))
    with pytest.raises(ValidationError, match="another grade"):
        cancel_order(**who, order=allocated, cancellation=ordered)
    plan = Plan(today + timedelta(days=2), expected_content="聊聊配置")
    right = Cancellation("不急", intent=back_to_a(opportunity, today), plan=plan)
    cancel_order(**who, order=allocated, cancellation=right)
    assert opportunity.activities.planned().get().planned_on == plan.planned_on


def test_or_it_is_lost_with_a_reason(allocated, opportunity, who):
    """R9.6"""
    for field, values in {
        "lost_reason": {},
        "competitor": {"lost_reason": LostReason.COMPETITOR},
    }.items():
        with pytest.raises(ValidationError) as refused:
            cancellation = Cancellation("买了别的", afterwards=AfterCancelling.LOST, **values)
            cancel_order(**who, order=allocated, cancellation=cancellation)
        assert list(refused.value.error_dict) == [field]
    lost = Cancellation(
        "买了别的",
        afterwards=AfterCancelling.LOST,
        lost_reason=LostReason.COMPETITOR,
        competitor="Corolla",
    )
    cancel_order(**who, order=allocated, cancellation=lost)
    opportunity.refresh_from_db()
    assert (opportunity.state, opportunity.competitor) == (State.LOST, "Corolla")
    assert not opportunity.activities.planned().exists()
    assert not compare([opportunity.pk])


def closing(who, opportunity):
    opportunity.activities.planned().delete()
    close_opportunity(**who, opportunity=opportunity)


def test_a_sale_closes_once_all_is_done(allocated, opportunity, who, receipt, today):
    """R2.7"""
    with pytest.raises(ValidationError, match="not delivered"):
        closing(who, opportunity)
    deliver(**who, order=allocated, delivered_on=today, despite_outstanding=True)
    with pytest.raises(ValidationError, match="not fully paid"):
        closing(who, opportunity)
    record_payment(**who, order=allocated, receipt=receipt("150000"))
    closing(who, opportunity)
    opportunity.refresh_from_db()
    assert opportunity.state == State.CLOSED


def test_money_to_be_given_back_keeps_it_open(
    allocated, opportunity, place, new_vehicle, who, receipt, today
):
    record_payment(**who, order=allocated, receipt=receipt("150000"))
    deliver(**who, order=allocated, delivered_on=today)
    second = place(opportunity, deposit=receipt("5000"))
    cancel_order(**who, order=second, cancellation=Cancellation("只要一台"))
    with pytest.raises(ValidationError, match="given back"):
        closing(who, opportunity)
    reverse_payment(**who, payment=second.dues.first().payments.get(), reason="退订金")
    closing(who, opportunity)


def test_an_executing_one_does_not_close(opportunity, who):
    with pytest.raises(ValidationError):
        closing(who, opportunity)


def test_a_closed_one_takes_nothing_more(allocated, opportunity, who, receipt, today):
    """R2.7"""
    (payment,) = record_payment(**who, order=allocated, receipt=receipt("5000"))
    record_payment(**who, order=allocated, receipt=receipt("145000"))
    deliver(**who, order=allocated, delivered_on=today)
    closing(who, opportunity)
    terms = Terms(model="Golf", colour="白", price=Decimal(1))
    for act in (
        lambda: place_order(**who, opportunity=opportunity, terms=terms),
        lambda: record_payment(**who, order=allocated, receipt=receipt("1")),
        lambda: reverse_payment(**who, payment=payment, reason="误收"),
    ):
        with pytest.raises(ValidationError, match="closed"):
            act()
