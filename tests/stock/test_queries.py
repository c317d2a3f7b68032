"""The stock of a period, equal to the rows behind it (R9.7)."""

from datetime import timedelta

from orders.orders.services.ending import Cancellation, cancel_order
from orders.stock import queries as stock
from orders.stock.models import Vehicle
from tests.delivering import deliver

LOST = Cancellation("不买了", afterwards="lost", lost_reason="price")


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
