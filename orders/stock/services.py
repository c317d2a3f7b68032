"""Vehicles that come into stock, and what is put right about them (R9.7)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from foundation.history import save_as
from foundation.words import folded

from ..buyers.models import OwnedVehicle
from .models import Vehicle
from .rules import VinError, normalise_vin


def clean_vin(text: str) -> str:
    """The normalised number; raises ``ValidationError``."""
    try:
        return normalise_vin(text)
    except VinError as error:
        message = _("A VIN has 17 letters and digits, none of them I, O or Q.")
        raise ValidationError(message, code="vin") from error


@transaction.atomic
def add_vehicle(
    *,
    by: User,
    now: datetime,
    store: Store,
    vin: str,
    model: str,
    colour: str,
    arrived_on: date,
    **fields: Any,
) -> Vehicle:
    """A vehicle of the store; ``arrived_on`` may lie ahead. Raises ``ValidationError`` by field.

    ``fields``: engine_number, list_price (yuan), note.
    """
    vehicle = Vehicle(store=store, arrived_on=arrived_on, **fields)
    _name(vehicle, vin, model, colour)
    return _save(vehicle, by=by, now=now)


@transaction.atomic
def change_vehicle(
    *,
    by: User,
    now: datetime,
    vehicle: Vehicle,
    vin: str,
    model: str,
    colour: str,
    arrived_on: date,
    **fields: Any,
) -> Vehicle:
    """Put right what was entered; of a vehicle that is delivered only the note and the numbers."""
    vehicle = Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
    given = vehicle.orders.standing().exists()
    if given and folded(model) != folded(vehicle.model):
        raise ValidationError({"model": _("An order has this vehicle; take it back first.")})
    if vehicle.left_on and arrived_on > vehicle.left_on:
        raise ValidationError({"arrived_on": _("It was delivered before that.")})
    vehicle.arrived_on = arrived_on
    for name, value in fields.items():
        setattr(vehicle, name, value)
    _name(vehicle, vin, model, colour)
    _save(vehicle, by=by, now=now)
    for car in OwnedVehicle.objects.select_for_update(of=("self",)).filter(order__vehicle=vehicle):
        if car.vin != vehicle.vin:
            car.vin = vehicle.vin
            save_as(car, by=by, now=now)
    return vehicle


def _name(vehicle: Vehicle, vin: str, model: str, colour: str) -> None:
    try:
        vehicle.vin = clean_vin(vin)
    except ValidationError as error:
        raise ValidationError({"vin": error}) from error
    vehicle.model, vehicle.colour = " ".join(model.split()), " ".join(colour.split())


def _save(vehicle: Vehicle, *, by: User, now: datetime) -> Vehicle:
    try:
        with transaction.atomic():
            save_as(vehicle, by=by, now=now)
    except IntegrityError as error:
        raise ValidationError({"vin": _("There is a vehicle with this VIN already.")}) from error
    return vehicle
