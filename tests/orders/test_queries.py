"""The figures of reports, each equal to the rows behind it (R9.5, R9.7, R9.10)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.dues.queries import ALL, COMING, OVERDUE, forecast, forecast_rows
from orders.orders.models import Order, PaymentDue
from orders.orders.services.delivery import deliver
from orders.orders.services.ending import Cancellation, cancel_order
from orders.orders.services.payments import DueLine, record_payment
from orders.stock import queries as stock
from orders.stock.models import Vehicle
from orders.targets.models import Target
from orders.targets.queries import FIGURES, GROUPS, Progress, progress, progress_rows
from orders.targets.services import Goal, set_targets
from tests.factories import Floor

LOST = Cancellation("不买了", afterwards="lost", lost_reason="price")


@pytest.fixture
def plan(today):
    """`plan(-3, 0, 9)`: a plan of 1,000 on each of these days from today."""

    def plan(*days):
        return tuple(DueLine("instalment", today + timedelta(days=n), Decimal(1000)) for n in days)

    return plan


def test_the_forecast_has_ten_days_and_the_overdue_before_them(
    floor, place, plan, who, receipt, now, today
):
    """R9.5"""
    early = today - timedelta(days=5)
    first = place(
        floor.open(now=now, on=early), on=early, dues=plan(-3, 0, 9, 10), price=Decimal(4000)
    )
    place(floor.open(now=now, on=today), dues=plan(0, 4), price=Decimal(2000))
    gone = place(floor.open(now=now, on=today), dues=plan(1), price=Decimal(1000))
    cancel_order(**who, order=gone, cancellation=LOST)
    record_payment(**who, order=first, receipt=receipt("250.50"))

    found = forecast(PaymentDue.objects.all(), on=today)
    assert (found.overdue.number, found.overdue.outstanding) == (1, Decimal("749.50"))
    assert [row.day for row in found.days] == [today + timedelta(days=n) for n in range(10)]
    assert [row.outstanding for row in found.days] == [2000, 0, 0, 0, 1000, 0, 0, 0, 0, 1000]
    assert (found.coming.number, found.total.outstanding) == (4, Decimal("4749.50"))

    for figure, amount in {
        OVERDUE: found.overdue,
        COMING: found.coming,
        ALL: found.total,
        **{row.day: row for row in found.days},
    }.items():
        rows = forecast_rows(PaymentDue.objects.all(), figure, on=today)
        assert len(rows) == amount.number
        assert sum(row.outstanding for row in rows) == amount.outstanding


def test_nothing_due_is_a_forecast_of_nothing(db, today):
    found = forecast(PaymentDue.objects.all(), on=today)
    assert (found.total.number, found.total.outstanding, len(found.days)) == (0, 0, 10)


def test_stock_moves_by_model_and_colour(floor, place, new_vehicle, who, now, today):
    """R9.7: opening + in - sold = closing."""
    start = today - timedelta(days=10)
    old = [new_vehicle() for _n in range(3)]
    new_vehicle(colour="黑", arrived_on=start)
    new_vehicle(model="Polo", arrived_on=today + timedelta(days=1))
    sold, allocated = (place(floor.open(now=now, on=today), vehicle=car) for car in old[:2])
    deliver(**who, order=sold, delivered_on=today, despite_outstanding=True)
    dates = {"from_on": start, "to_on": today}
    found = stock.movement(Vehicle.objects.all(), **dates)
    assert found == {
        ("Golf", "白"): stock.Movement(opening=3, came=0, sold=1, closing=2, allocated=1),
        ("Golf", "黑"): stock.Movement(opening=0, came=1, sold=0, closing=1, allocated=0),
    }
    for (model, colour), row in found.items():
        assert row.opening + row.came - row.sold == row.closing
        for figure in stock.FIGURES:
            rows = stock.movement_rows(
                Vehicle.objects.all(), figure, **dates, model=model, colour=colour
            )
            assert len(rows) == getattr(row, figure)
    whole = sum(found.values(), stock.Movement())
    assert whole.closing == Vehicle.objects.in_stock(on=today).count() == 3
    before = stock.movement(Vehicle.objects.all(), from_on=start, to_on=today - timedelta(days=1))
    assert before["Golf", "白"] == stock.Movement(3, 0, 0, 3, 0)


def test_a_vehicle_is_free_allocated_sold_or_delivered(
    floor, place, new_vehicle, who, receipt, now, today
):
    cars = [new_vehicle() for _n in range(4)]
    placed = {"contract_signed_on": today, "deposit": receipt("5000")}
    place(floor.open(now=now, on=today), vehicle=cars[1])
    place(floor.open(now=now, on=today), vehicle=cars[2], **placed)
    last = place(floor.open(now=now, on=today), vehicle=cars[3])
    gone = place(floor.open(now=now, on=today))
    cancel_order(**who, order=gone, cancellation=LOST)
    deliver(**who, order=last, delivered_on=today, despite_outstanding=True)
    joined = stock.with_order(Vehicle.objects.all())
    for car, state in zip(cars, stock.VehicleState, strict=True):
        assert list(stock.in_state(joined, state)) == [car]
        assert stock.state_of(car.__class__.objects.get(pk=car.pk), car.orders.first()) == state


MONTH = date(2026, 11, 1)


def test_progress_stands_against_the_target(floor, place, new_vehicle, who, now, today):
    """R9.7, R9.10"""
    rival = floor.new_consultant()
    october = now - timedelta(days=30)
    late = floor.open(now=october, on=october.date())
    late = place(late, on=october.date(), vehicle=new_vehicle())
    deliver(**who, order=late, delivered_on=today, despite_outstanding=True)
    place(floor.open(now=now, on=today), firm_on=today)
    place(floor.open(now=now, on=today, consultant=rival, model="Polo"), model="Polo")
    gone = place(floor.open(now=now, on=today, consultant=rival), firm_on=today)
    cancel_order(**who, order=gone, cancellation=LOST)
    far = Floor()
    place(far.open(now=now, on=today))
    set_targets(
        by=floor.director,
        now=now,
        store=floor.store,
        month=MONTH,
        goals=[
            Goal(10, 8),
            Goal(6, 5, consultant=floor.consultant.pk),
            Goal(4, 3, model="Polo"),
        ],
    )

    def of(by):
        return progress(Order.objects.all(), Target.objects.all(), month=MONTH, by=by)

    row = Progress
    assert of("consultant") == {
        floor.consultant.pk: row(1, 1, 1, 0, 6, 5),
        rival.pk: row(1, 0, 0, 1),
        far.consultant.pk: row(1, 0, 0, 0),
    }
    assert of("model") == {"Golf": row(2, 1, 1, 1), "Polo": row(1, 0, 0, 0, 4, 3)}
    assert of("store")[floor.store.pk] == row(2, 1, 1, 1, 10, 8)
    assert of("region")[floor.store.region_id] == row(2, 1, 1, 1, 10, 8)
    for by in GROUPS:
        for key, found in of(by).items():
            for figure in FIGURES:
                rows = progress_rows(Order.objects.all(), figure, month=MONTH, **{by: key})
                assert len(rows) == getattr(found, figure)
