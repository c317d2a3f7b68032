"""One order that stands per vehicle, also when ten press at once."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from orders.orders.models import Order
from orders.orders.services.allocation import allocate_vehicle, release_vehicle
from orders.orders.services.ending import Cancellation, cancel_order
from orders.orders.services.payments import record_payment
from orders.stock.models import Vehicle
from tests.factories import Floor


@pytest.fixture
def rival(floor, place, now, today):
    return place(floor.open(now=now, on=today))


def test_a_vehicle_is_given_and_taken_back(order, vehicle, who, today):
    assert list(Vehicle.objects.free()) == [vehicle]
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    order.refresh_from_db()
    assert (order.vehicle, order.allocated_on) == (vehicle, today)
    assert not Vehicle.objects.free().exists()
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    release_vehicle(**who, order=order)
    assert list(Vehicle.objects.free()) == [vehicle]
    with pytest.raises(ValidationError, match="no vehicle"):
        release_vehicle(**who, order=order)


def test_another_vehicle_takes_its_place(order, new_vehicle, who):
    first, second = new_vehicle(), new_vehicle(colour="黑")
    allocate_vehicle(**who, order=order, vehicle=first)
    allocate_vehicle(**who, order=order, vehicle=second)
    assert list(Vehicle.objects.free()) == [first]


def test_the_one_that_another_order_has_is_refused(order, rival, vehicle, who):
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    with pytest.raises(ValidationError, match="another order") as refused:
        allocate_vehicle(**who, order=rival, vehicle=vehicle)
    assert list(refused.value.error_dict) == ["vehicle"]


def test_a_cancelled_order_sets_its_vehicle_free(order, rival, vehicle, who):
    allocate_vehicle(**who, order=order, vehicle=vehicle)
    lost = Cancellation("不买了", afterwards="lost", lost_reason="price")
    cancel_order(**who, order=order, cancellation=lost)
    allocate_vehicle(**who, order=rival, vehicle=vehicle)
    assert Vehicle.objects.get().orders.get() == rival


def test_another_model_or_store_is_refused(order, new_vehicle, who):
    with pytest.raises(ValidationError, match="for a Golf"):
        allocate_vehicle(**who, order=order, vehicle=new_vehicle(model="Polo"))
    with pytest.raises(ValidationError, match="another store"):
        allocate_vehicle(**who, order=order, vehicle=new_vehicle(store=Floor().store))


def at_once(acts):
    """Run them in threads of their own: ``(results, the refused)``."""
    start, done, refused = threading.Barrier(len(acts)), [], []

    def run(act):
        start.wait()
        try:
            done.append(act())
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_exactly_one_gets_the_vehicle(
    transactional_db, floor, place, vehicle, who, now, today
):
    orders = [place(floor.open(now=now, on=today)) for _n in range(10)]
    done, refused = at_once(
        [lambda o=order: allocate_vehicle(**who, order=o, vehicle=vehicle) for order in orders]
    )
    assert (len(done), len(refused)) == (1, 9)
    assert all("another order" in error.messages[0] for error in refused)
    assert list(Order.objects.filter(vehicle=vehicle)) == done


@pytest.mark.django_db(transaction=True)
def test_orders_at_once_have_numbers_of_their_own(transactional_db, floor, place, now, today):
    opportunities = [floor.open(now=now, on=today) for _n in range(6)]
    done, refused = at_once([lambda o=o: place(o) for o in opportunities])
    assert not refused
    assert sorted(order.number[-3:] for order in done) == [f"{n:03}" for n in range(1, 7)]


@pytest.mark.django_db(transaction=True)
def test_payments_at_once_never_exceed_the_price(transactional_db, order, who, receipt):
    done, refused = at_once(
        [lambda: record_payment(**who, order=order, receipt=receipt("60000"))] * 4
    )
    assert (len(done), len(refused)) == (2, 2)
    assert sum(due.paid for due in order.dues.all()) == 120000
