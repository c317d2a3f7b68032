"""Vehicles that come in, and targets of a month (R9.7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from orders.buyers.models import OwnedVehicle
from orders.orders.services.allocation import allocate_vehicle
from orders.orders.services.delivery import deliver
from orders.stock.models import Vehicle
from orders.stock.services import change_vehicle
from orders.targets.models import Target
from orders.targets.services import Goal, set_targets

MONTH = date(2026, 11, 1)


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


def test_targets_are_set_and_their_changes_kept(floor, now):
    def goals(orders):
        return [
            Goal(orders, 8),
            Goal(3, 2, consultant=floor.consultant.pk),
            Goal(5, 4, model="Golf"),
            Goal(0, 0, model="Polo"),
        ]

    for orders in (10, 10, 12):
        set_targets(by=floor.director, now=now, store=floor.store, month=MONTH, goals=goals(orders))
    assert Target.objects.count() == 3
    whole = Target.objects.get(consultant=None, model="")
    assert (whole.orders, whole.deliveries) == (12, 8)
    assert [row.orders for row in whole.history.all()] == [12, 10]


def test_a_manager_sets_those_of_his_team_only(floor, now):
    who = {"by": floor.manager, "now": now, "store": floor.store, "month": MONTH}
    set_targets(**who, goals=[Goal(3, 2, consultant=floor.consultant.pk)])
    assert Target.objects.get().consultant == floor.consultant
    for goal in (Goal(1, 1), Goal(1, 1, model="Golf"), Goal(1, 1, consultant=floor.director.pk)):
        with pytest.raises(PermissionDenied):
            set_targets(**who, goals=[goal])
    with pytest.raises(PermissionDenied):
        set_targets(**who | {"by": floor.consultant}, goals=[])


def test_a_month_begins_on_the_first(floor, now):
    with pytest.raises(ValidationError):
        set_targets(
            by=floor.director,
            now=now,
            store=floor.store,
            month=MONTH + timedelta(days=1),
            goals=[Goal(1, 1)],
        )


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
