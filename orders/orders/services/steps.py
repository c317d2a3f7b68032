"""The steps of an order that are one date and one number: contract, firm agreement, invoice, plate (R9.10)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as

from ...buyers.models import OwnedVehicle
from ..models import Order, Payment
from ..notices import CONVERTED
from ..rules import converted_on
from .locks import lock_open_order, lock_standing_order, require_past, require_since
from .telling import tell_departments


@transaction.atomic
def sign_contract(
    *, by: User, now: datetime, on: date, order: Order, number: str, signed_on: date
) -> Order:
    """The contract is signed; raises ``ValidationError`` by field. Returns the order."""
    order, opportunity = lock_standing_order(order.pk)
    require_past(signed_on, on, "signed_on")
    require_since(signed_on, opportunity, "signed_on")
    order.contract_number, order.contract_signed_on = number.strip(), signed_on
    return save_converted(order, by=by, now=now)


@transaction.atomic
def say_deposit(*, by: User, now: datetime, on: date, order: Order, deposit_kind: str) -> Order:
    """What the deposit is by law, as the contract has it."""
    order, _opportunity = lock_standing_order(order.pk)
    order.deposit_kind = deposit_kind
    save_as(order, by=by, now=now)
    return order


@transaction.atomic
def mark_firm(*, by: User, now: datetime, on: date, order: Order, firm_on: date | None) -> Order:
    """A firm agreement made on ``firm_on``; ``None`` takes the mark back (R9.10)."""
    order, opportunity = lock_standing_order(order.pk)
    if firm_on:
        require_past(firm_on, on, "firm_on")
        require_since(firm_on, opportunity, "firm_on")
    order.firm_on = firm_on
    return save_converted(order, by=by, now=now)


def save_converted(order: Order, *, by: User, now: datetime) -> Order:
    """Save the order with the day since when it counts as a conversion, which may be none (R9.10)."""
    was, order.converted_on = order.converted_on, _converted_on(order)
    save_as(order, by=by, now=now)
    if order.converted_on and not was:
        tell_departments(CONVERTED, order, by=by, now=now)
    return order


def keep_conversion(order: Order, *, by: User, now: datetime) -> None:
    """As ``save_converted``, where money moved: saves nothing unless that changed the day."""
    if order.converted_on != _converted_on(order):
        save_converted(order, by=by, now=now)


def _converted_on(order: Order) -> date | None:
    """A payment that was taken back was never made."""
    kept = Payment.objects.filter(due__order=order, reverses=None, reversal=None)
    return converted_on(
        signed_on=order.contract_signed_on,
        received_on=kept.aggregate(first=Min("received_on"))["first"],
        firm_on=order.firm_on,
    )


@transaction.atomic
def invoice(
    *, by: User, now: datetime, on: date, order: Order, number: str, invoiced_on: date
) -> Order:
    """The invoice is written."""
    order, _opportunity = lock_standing_order(order.pk)
    require_past(invoiced_on, on, "invoiced_on")
    if not number.strip():
        raise ValidationError({"number": _("Enter the number of the invoice.")})
    order.invoice_number, order.invoiced_on = number.strip(), invoiced_on
    save_as(order, by=by, now=now)
    return order


@transaction.atomic
def plate(
    *, by: User, now: datetime, on: date, order: Order, plate_number: str, plated_on: date
) -> Order:
    """The car has its plate, before or after its delivery; it then stands on the card's back as well."""
    order, _opportunity = lock_standing_order(order.pk)
    require_past(plated_on, on, "plated_on")
    if not plate_number.strip():
        raise ValidationError({"plate_number": _("Enter the plate number.")})
    order.plate_number, order.plated_on = plate_number.strip().upper(), plated_on
    save_as(order, by=by, now=now)
    car = OwnedVehicle.objects.select_for_update().filter(order=order).first()
    said = (order.plate_number, order.plated_on)
    if car and (car.plate_number, car.licensed_on) != said:
        car.plate_number, car.licensed_on = said
        save_as(car, by=by, now=now)
    return order


@transaction.atomic
def expect_delivery(
    *, by: User, now: datetime, on: date, order: Order, delivery_expected_on: date | None
) -> Order:
    """When the car is to be handed over; ``None`` where nobody knows yet."""
    order, _opportunity = lock_open_order(order.pk)
    if delivery_expected_on and delivery_expected_on < on:
        raise ValidationError({"delivery_expected_on": _("This date is past.")})
    order.delivery_expected_on = delivery_expected_on
    save_as(order, by=by, now=now)
    return order
