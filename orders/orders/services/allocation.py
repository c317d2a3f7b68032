"""Giving a vehicle of the store to an order, and taking it back: one order that stands per vehicle."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.history import save_as
from foundation.words import folded

from ...stock.models import Vehicle
from .locks import lock_open_order


@transaction.atomic
def allocate_vehicle(*, by, now, on, order, vehicle):
    """Give the vehicle to the open order, instead of the one it may have had.

    Raises ``ValidationError`` at ``vehicle``: sold, given to somebody else, another store or model.
    """
    order, _opportunity = lock_open_order(order.pk)
    return give_vehicle(order, vehicle, by=by, now=now, on=on)


def give_vehicle(order, vehicle, *, by, now, on):
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


def taken():
    return ValidationError(
        {"vehicle": _("This vehicle is given to another order already.")}, code="taken"
    )


def _check_free(order, vehicle):
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
def release_vehicle(*, by, now, on, order):
    """Take the vehicle back; it is free for any order again."""
    order, _opportunity = lock_open_order(order.pk)
    if order.vehicle_id is None:
        raise ValidationError(_("This order has no vehicle."), code="none")
    order.vehicle, order.allocated_on = None, None
    save_as(order, by=by, now=now, reason=gettext_noop("Vehicle taken back"))
    return order
