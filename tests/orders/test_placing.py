"""Taking an order (R2.7, R3.1, R4.2, R9.10)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from followups.deadlines.services import compare
from leads.opportunities.models import State
from orders.orders.models import Order
from tests.delivering import deliver
from tests.factories import Floor


def test_an_order_has_a_number_of_the_day_and_the_plan_of_payments(order, today):
    assert order.number == f"{today:%Y%m%d}-001"
    assert (order.ordered_on, order.consultant) == (today, order.opportunity.consultant)
    assert [(d.kind, d.amount) for d in order.dues.all()] == [
        ("deposit", Decimal("5000.00")),
        ("balance", Decimal("145000.00")),
    ]
    assert order.converted_on is None


def test_numbers_run_within_a_store(floor, place, now, today):
    numbers = [place(floor.open(now=now, on=today)).number for _n in range(3)]
    assert [number[-3:] for number in numbers] == ["001", "002", "003"]
    other = Floor()
    assert place(other.open(now=now, on=today)).number == numbers[0]


def test_the_grade_becomes_o_and_the_text_stays(order, opportunity, today):
    """R3.1: the letter is the grade; R3.4: the change is kept."""
    opportunity.refresh_from_db()
    assert (opportunity.note, opportunity.grade.code) == ("O 客户", "O")
    assert opportunity.ordered_on == today
    change = opportunity.changes.last()
    assert (change.note, change.grade.code, change.changed_on) == ("O 客户", "O", today)
    assert not compare([opportunity.pk])


def test_the_open_plan_stays(order, opportunity, today):
    (plan,) = opportunity.activities.planned()
    assert plan.planned_on == today + timedelta(days=1)


def test_without_a_plan_one_is_made_at_the_cadence_of_the_ordered(opportunity, place, today):
    """R4.2: never without a next activity; O is called every 7 days."""
    opportunity.activities.planned().delete()
    place(opportunity)
    (plan,) = opportunity.activities.planned()
    assert plan.planned_on == opportunity.assigned_on + timedelta(days=7)
    assert not compare([opportunity.pk])


def test_the_whole_price_is_due_where_no_plan_is_given(opportunity, place, today):
    later = today + timedelta(days=20)
    (due,) = place(opportunity, dues=(), delivery_expected_on=later).dues.all()
    assert (due.kind, due.due_on, due.amount) == ("balance", later, Decimal(150000))


@pytest.mark.parametrize(
    "terms, field",
    [
        ({"price": Decimal(0)}, "price"),
        ({"price": Decimal("149999.99")}, None),
        ({"model": "  "}, "model"),
    ],
)
def test_terms_that_do_not_hold_are_refused(opportunity, place, terms, field):
    with pytest.raises(ValidationError) as refused:
        place(opportunity, **terms)
    assert hasattr(refused.value, "error_dict") == bool(field)
    assert not field or list(refused.value.error_dict) == [field]
    assert not Order.objects.exists()


def test_dates_ahead_and_behind_are_refused(opportunity, place, today):
    with pytest.raises(ValidationError) as refused:
        place(opportunity, contract_signed_on=today + timedelta(days=1))
    assert list(refused.value.error_dict) == ["contract_signed_on"]
    with pytest.raises(ValidationError) as refused:
        place(opportunity, delivery_expected_on=today - timedelta(days=1))
    assert list(refused.value.error_dict) == ["delivery_expected_on"]


def test_one_open_order_at_a_time(order, opportunity, place):
    with pytest.raises(ValidationError, match="open order already"):
        place(opportunity)


def test_with_contract_and_deposit_it_is_a_conversion_at_once(opportunity, place, receipt, today):
    """R9.10"""
    order = place(
        opportunity, contract_number="HT-1", contract_signed_on=today, deposit=receipt("5000")
    )
    order.refresh_from_db()
    assert order.converted_on == today
    assert order.dues.first().paid == 5000


def test_a_firm_agreement_is_a_conversion(opportunity, place, today):
    """R9.10"""
    order = place(opportunity, firm_on=today - timedelta(days=1))
    assert order.converted_on == today - timedelta(days=1)


def test_more_deposit_than_the_price_leaves_nothing_behind(opportunity, place, receipt):
    with pytest.raises(ValidationError):
        place(opportunity, deposit=receipt("150000.01"))
    opportunity.refresh_from_db()
    assert not Order.objects.exists() and opportunity.ordered_on is None


def test_a_lost_opportunity_takes_no_order(floor, opportunity, place, now, today):
    """R2.7"""
    floor.contact(opportunity, now=now, on=today, next_in=None, outcome="lost", lost_reason="price")
    with pytest.raises(ValidationError, match="lost"):
        place(opportunity)


def test_a_won_one_takes_a_second_order(opportunity, place, new_vehicle, who, today):
    """R2.7: won may take orders."""
    first = place(opportunity, vehicle=new_vehicle())
    deliver(**who, order=first, delivered_on=today, despite_outstanding=True)
    place(opportunity)
    opportunity.refresh_from_db()
    assert (opportunity.state, opportunity.ordered_on) == (State.WON, today)
    assert not opportunity.activities.planned().exclude(purpose="care").exists()
    assert not compare([opportunity.pk])


def test_while_ordered_a_contact_neither_ends_nor_regrades(floor, order, opportunity, now, today):
    for changes in (
        {"outcome": "won", "next_in": None},
        {"outcome": "lost", "lost_reason": "price", "next_in": None},
        {"note": "A 又犹豫了", "expected_on": today + timedelta(days=9)},
    ):
        with pytest.raises(ValidationError, match="deliver or cancel it first"):
            floor.contact(opportunity, now=now, on=today, **changes)
    floor.contact(opportunity, now=now, on=today, note="o 车到了", next_in=7)
    opportunity.refresh_from_db()
    assert (opportunity.note, opportunity.state) == ("O 车到了", State.EXECUTING)
