"""Importing a stock list (R9.7)."""

from decimal import Decimal

import pytest
from django.utils import timezone

from foundation.importing.importer import Context
from orders.orders.services.placing import Terms, place_order
from orders.stock.imports import VehiclesImporter
from orders.stock.models import Vehicle
from tests.factories import StoreFactory

CAR = {
    "store": "JY",
    "vin": "lsvau2a37n2183294",
    "model": "Golf",
    "colour": "白",
    "arrived_on": "2026-10-01",
    "list_price": "159,800",
}


@pytest.fixture(autouse=True)
def store(floor):
    floor.store.code = "JY"
    floor.store.save()
    return floor.store


def numbers(counts):
    return tuple(counts.values())


def test_a_stock_list_comes_in_once(load):
    other = CAR | {"vin": "LSVAU2A37N2183295", "colour": "黑", "list_price": ""}
    assert numbers(load("vehicles", [CAR, other, CAR])) == (3, 2, 0, 1, 0)
    assert numbers(load("vehicles", [CAR, other])) == (2, 0, 0, 2, 0)
    car = Vehicle.objects.get(colour="白")
    assert (car.vin, car.list_price) == ("LSVAU2A37N2183294", Decimal("159800.00"))
    assert car.history.count() == 1


def test_what_changed_is_updated_and_blank_cells_leave_it(load):
    load("vehicles", [CAR])
    assert numbers(load("vehicles", [CAR | {"list_price": "", "note": "样车"}])) == (1, 0, 1, 0, 0)
    car = Vehicle.objects.get()
    assert (car.note, car.list_price) == ("样车", Decimal("159800.00"))
    assert car.history.count() == 2


@pytest.mark.parametrize(
    "wrong, column",
    [
        ({"vin": "123"}, "vin"),
        ({"store": "XX"}, "store"),
        ({"model": ""}, "model"),
        ({"arrived_on": "gestern"}, "arrived_on"),
        ({"list_price": "-1"}, "list_price"),
    ],
)
def test_wrong_cells_are_named(write, run, wrong, column):
    result = run("vehicles", write("v.csv", [CAR, CAR | {"vin": "LSVAU2A37N2183295"} | wrong]))
    assert (result.status, numbers(result.counts)) == (1, (2, 1, 0, 0, 1))
    assert result.errors[0].startswith(f"row 3, column {column}: ")


def test_the_same_vin_with_other_values_is_rejected(load):
    assert numbers(load("vehicles", [CAR, CAR | {"colour": "黑"}])) == (2, 1, 0, 0, 1)


def test_a_dry_run_writes_nothing(write, run):
    result = run("vehicles", write("v.csv", [CAR]), "--dry-run")
    assert (result.status, numbers(result.counts)) == (0, (1, 1, 0, 0, 0))
    assert not Vehicle.objects.exists()


def test_a_vehicle_keeps_its_store_and_an_ordered_one_its_model(floor, load):
    StoreFactory(code="JY2")
    load("vehicles", [CAR])
    assert numbers(load("vehicles", [CAR | {"store": "JY2"}])) == (1, 0, 0, 0, 1)
    now = timezone.now()
    on = floor.store.business_date(now)
    place_order(
        by=floor.consultant,
        now=now,
        on=on,
        opportunity=floor.open(now=now, on=on),
        terms=Terms(model="Golf", colour="白", price=Decimal(150000)),
        vehicle=Vehicle.objects.get(),
    )
    assert numbers(load("vehicles", [CAR | {"model": "Polo"}])) == (1, 0, 0, 0, 1)
    assert numbers(load("vehicles", [CAR | {"colour": "黑"}])) == (1, 0, 1, 0, 0)


def test_who_heads_one_store_imports_into_that_alone(floor):
    from foundation.importing.problems import RowErrors
    from foundation.importing.tables import Row

    importer = VehiclesImporter(Context(by=None, now=timezone.now(), stores=frozenset()))
    with pytest.raises(RowErrors) as refused:
        importer.read(Row(2, list(CAR.values()), CAR))
    assert refused.value.errors[0][0] == "store"
