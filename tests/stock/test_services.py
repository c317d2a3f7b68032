"""Vehicles that come in, and what is put right about them (R9.7)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from orders.buyers.models import OwnedVehicle
from orders.orders.services.allocation import allocate_vehicle
from orders.stock.models import Vehicle
from orders.stock.services import change_vehicle
from tests.delivering import deliver


def test_a_vehicle_is_known_by_its_number(new_vehicle):
    vehicle = new_vehicle(
        vin="lsvau2a37n2183294", list_price=Decimal("159800"), model=" Golf  GTI "
    )
    vehicle.refresh_from_db()
    assert (vehicle.vin, vehicle.model) == ("LSVAU2A37N2183294", "Golf GTI")
    assert vehicle.list_price == Decimal("159800.00")
    for vin in ("LSVAU2A37N2183294", "123"):
        with pytest.raises(ValidationError) as refused:
            new_vehicle(vin=vin)
        assert list(refused.value.error_dict) == ["vin"]
    assert Vehicle.objects.count() == 1


def test_what_was_entered_is_put_right(order, vehicle, floor, who, now, today):
    values = {"vin": vehicle.vin, "model": "Golf", "colour": "黑", "arrived_on": today}
    change_vehicle(by=floor.manager, now=now, vehicle=vehicle, note="样车", **values)
    vehicle.refresh_from_db()
    assert (vehicle.colour, vehicle.arrived_on, vehicle.note) == ("黑", today, "样车")
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    with pytest.raises(ValidationError) as refused:
        change_vehicle(by=floor.manager, now=now, vehicle=vehicle, **values | {"model": "Polo"})
    assert list(refused.value.error_dict) == ["model"]


def test_a_vin_put_right_after_the_delivery_is_that_of_the_buyers_car(
    place, opportunity, vehicle, floor, who, now, today
):
    order = place(opportunity, vehicle=vehicle)
    deliver(**who, order=order, delivered_on=today, despite_outstanding=True)
    car = OwnedVehicle.objects.get(order=order)
    vehicle.refresh_from_db()
    values = {"model": vehicle.model, "colour": vehicle.colour, "arrived_on": vehicle.arrived_on}
    for _ in range(2):
        change_vehicle(
            by=floor.manager, now=now, vehicle=vehicle, vin="lsvau2a37n2183294", **values
        )
    car.refresh_from_db()
    assert car.vin == "LSVAU2A37N2183294"
    assert [row.history_user for row in car.history.all()][0] == floor.manager
    assert car.history.filter(vin=car.vin).count() == 1
