"""Giving a vehicle of the store to an order, and taking it back: one order that stands per vehicle."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as
from foundation.words import folded

from ...stock.models import Vehicle
from ..models import VEHICLE_TAKEN_BACK, Order
from .locks import lock_open_order


@transaction.atomic
def allocate_vehicle(*, by: User, now: datetime, on: date, order: Order, vehicle: Vehicle) -> Order:
    """Give the vehicle to the open order, instead of the one it may have had.

    Raises ``ValidationError`` at ``vehicle``: sold, given to somebody else, another store or model.
    """
    order, _opportunity = lock_open_order(order.pk)
    return give_vehicle(order, vehicle, by=by, now=now, on=on)


def give_vehicle(order: Order, vehicle: Vehicle, *, by: User, now: datetime, on: date) -> Order:
    """As ``allocate_vehicle`` for an order that is locked already."""
    vehicle = Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
    if vehicle.pk == order.vehicle_id:
        return order
    _check_free(order, vehicle)
    order.vehicle, order.allocated_on = vehicle, on
    try:
        with transaction.atomic():
            save_as(order, by=by, now=now)
    except IntegrityError as error:
        raise taken() from error
    return order


def taken() -> ValidationError:
    return ValidationError(
        {"vehicle": _("This vehicle is given to another order already.")}, code="taken"
    )


def _check_free(order: Order, vehicle: Vehicle) -> None:
    if vehicle.store_id != order.store_id:
        raise ValidationError({"vehicle": _("This vehicle belongs to another store.")})
    if vehicle.left_on:
        raise ValidationError({"vehicle": _("This vehicle is delivered already.")}, code="taken")
    if folded(vehicle.model) != folded(order.model):
        message = _("The order is for a %(model)s.") % {"model": order.model}
        raise ValidationError({"vehicle": message})
    if vehicle.orders.standing().exists():
        raise taken()


@transaction.atomic
def release_vehicle(*, by: User, now: datetime, on: date, order: Order) -> Order:
    """Take the vehicle back; it is free for any order again."""
    order, _opportunity = lock_open_order(order.pk)
    if order.vehicle_id is None:
        raise ValidationError(_("This order has no vehicle."), code="none")
    order.vehicle, order.allocated_on = None, None
    save_as(order, by=by, now=now, reason=VEHICLE_TAKEN_BACK)
    return order
