"""Search keys follow whatever is written: forms, requests, imports, the demonstration."""

from decimal import Decimal

import pytest
from django.db import connection

from foundation.finding import FOUND, begins, keep_keys
from leads.change_requests.services import approve_change, ask_change
from leads.customers.models import Customer, CustomerKey
from orders.buyers.models import OwnedVehicleKey
from orders.buyers.services import add_vehicle, update_vehicle
from orders.orders.models import OrderKey
from orders.orders.services.placing import Terms, place_order
from orders.orders.services.steps import plate
from orders.stock.models import VehicleKey
from orders.stock.services import add_vehicle as add_to_stock
from service.complaints.models import ComplaintKey
from tests.importing.conftest import CUSTOMER, load, run, write  # noqa: F401

INDEXES = {
    CustomerKey: "customer_keys",
    OrderKey: "order_keys",
    OwnedVehicleKey: "owned_vehicle_keys",
    VehicleKey: "vehicle_keys",
    ComplaintKey: "complaint_keys",
}


def keys_of(row):
    return set(row.keys.values_list("text", flat=True))


def assert_whole():
    """Every row of every kind has exactly the keys that its values make."""
    for model, found in FOUND.items():
        wanted = {
            (row.store_id, row.pk, text) for row in model.objects.all() for text in found.texts(row)
        }
        stored = list(found.keys.objects.values_list("store_id", "of_id", "text"))
        assert set(stored) == wanted and len(stored) == len(wanted), model
    return True


def test_a_new_card_and_an_approved_change(floor, now, today):
    card = floor.open(now=now, on=today, name="赵飞军", phone="13812345678").customer
    assert keys_of(card) == {"赵飞军", "飞军", "zhaofeijun", "zfj", "5678"}
    wish = ask_change(
        by=floor.consultant,
        now=now,
        customer=card,
        name="钱飞军",
        phone="13812340000",
        reason="misheard",
    )
    assert "赵飞军" in keys_of(card)
    approve_change(wish, by=floor.manager, now=now)
    assert keys_of(card) == {"钱飞军", "飞军", "qianfeijun", "qfj", "0000"}
    assert assert_whole()


def test_an_import_writes_the_keys_of_its_batch(floor, load, now):  # noqa: F811
    floor.consultant.username = "li.na"
    floor.consultant.save()
    rows = [CUSTOMER, CUSTOMER | {"phone": "13800000002", "name": "江苏润泰汽车", "model": "Polo"}]
    assert load("customers", rows)["created"] == 2
    assert "rtqc" not in keys_of(Customer.objects.get(phone="13800000002"))
    assert CustomerKey.objects.filter(text="润泰汽车").exists() and assert_whole()
    load("customers", [CUSTOMER | {"name": "王大明"}])
    assert CustomerKey.objects.filter(text="wdm").exists() and assert_whole()
    car = {"store": floor.store.code, "vin": "LSVAU2A37N2183294", "model": "Golf", "colour": "白"}
    load("vehicles", [car | {"arrived_on": "2026-10-01"}])
    assert VehicleKey.objects.filter(text="183294").exists() and assert_whole()


def test_orders_and_stock(floor, now, today):
    acting = {"by": floor.consultant, "now": now, "on": today}
    order = place_order(
        **acting, opportunity=floor.open(now=now, on=today), terms=Terms("Golf", "白", Decimal(100))
    )
    plate(**acting, order=order, plate_number="苏a·12345", plated_on=today)
    assert {"苏a12345", "12345", order.number.replace("-", "")} <= keys_of(order)
    car = {"vin": "LSVAU2A37N2183294", "model": "Golf", "colour": "白", "arrived_on": today}
    add_to_stock(by=floor.manager, now=now, store=floor.store, **car)
    assert assert_whole()


def test_a_plate_that_comes_later(floor, now, today):
    card = floor.open(now=now, on=today).customer
    car = add_vehicle(by=floor.consultant, now=now, customer=card, model="Golf")
    assert keys_of(car) == set()
    update_vehicle(by=floor.consultant, now=now, vehicle=car, plate_number="苏A12345")
    assert {"苏a12345", "12345", "2345"} <= keys_of(car)
    update_vehicle(by=floor.consultant, now=now, vehicle=car, plate_number="苏B99999")
    assert "苏a12345" not in keys_of(car) and assert_whole()


def test_keeping_twice_changes_nothing(floor, now, today, django_assert_num_queries):
    card = floor.open(now=now, on=today).customer
    with django_assert_num_queries(1):
        keep_keys(Customer, [card])
    assert assert_whole()


def test_the_demonstration_is_found(demonstration):
    assert Customer.objects.exists() and assert_whole()


@pytest.mark.parametrize("keys", INDEXES)
def test_a_search_reads_its_index_only(db, keys):
    rows = begins(keys, [1, 2], "zhao").values_list("of")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    if connection.vendor == "postgresql":
        assert f"Index Only Scan using {INDEXES[keys]}" in plan or "Bitmap Index Scan" in plan
        assert "~>=~ 'zhao'" in plan and INDEXES[keys] in plan
    else:
        assert f"USING COVERING INDEX {INDEXES[keys]} (store_id=? AND text>? AND text<?)" in plan
