"""Handing the car over: the opportunity is won, the customer is a buyer (R2.6, R2.7, ADR 5)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.people.models import User
from followups.deadlines.services import sync
from followups.plans.services import drop_plan
from foundation.display import money_text
from foundation.history import save_as
from foundation.registry import Registry
from leads.customers.services import become_buyer
from leads.opportunities.models import Opportunity, State
from leads.opportunities.services import change_opportunity

from ...buyers.models import OwnedVehicle
from ...buyers.services import make_contact_plan
from ...stock.models import Vehicle
from ..models import DELIVERED, DELIVERED_UNPAID, PLAN_OF_DELIVERED, DueKind, Order
from ..notices import DELIVERED as DELIVERED_TOLD
from ..queries import outstanding_of
from .locks import lock_open_order, require_past
from .telling import tell_departments

# What rooms above require first: ``(order)`` raises ``ValidationError`` where it is not so.
before_delivery: Registry[Callable[[Order], None]] = Registry()


@transaction.atomic
def deliver(
    *,
    by: User,
    now: datetime,
    on: date,
    order: Order,
    delivered_on: date,
    despite_outstanding: bool = False,
) -> OwnedVehicle:
    """The customer has their car, and a year of care is planned; returns the ``OwnedVehicle`` (R9.2).

    Needs a vehicle and what ``before_delivery`` asks for. Money that is still outstanding is no obstacle,
    but has to be accepted by ``despite_outstanding``: it stays due. Raises ``ValidationError`` by field.
    """
    order, opportunity = lock_open_order(order.pk)
    if order.vehicle_id is None:
        raise ValidationError(_("Give the order a vehicle first."), code="vehicle")
    vehicle = Vehicle.objects.select_for_update(of=("self",)).get(pk=order.vehicle_id)
    _check_day(order, vehicle, delivered_on, on)
    outstanding = outstanding_of(order)
    if outstanding and not despite_outstanding:
        message = _("%(amount)s is outstanding. Tick to deliver all the same.")
        message %= {"amount": money_text(outstanding)}
        raise ValidationError({"despite_outstanding": message}, code="outstanding")
    for require in before_delivery:
        require(order)
    order.delivered_on = vehicle.left_on = delivered_on
    save_as(
        order,
        by=by,
        now=now,
        reason=DELIVERED_UNPAID if outstanding else "",
    )
    save_as(vehicle, by=by, now=now)
    _win(opportunity, by=by, now=now, on=on)
    become_buyer(by=by, now=now, customer=opportunity.customer)
    car = _put_on_card(order, vehicle, by=by, now=now)
    make_contact_plan(by=by, now=now, on=on, vehicle=car)
    tell_departments(DELIVERED_TOLD, order, by=by, now=now)
    return car


def _check_day(order: Order, vehicle: Vehicle, delivered_on: date, on: date) -> None:
    require_past(delivered_on, on, "delivered_on")
    if delivered_on < order.ordered_on:
        raise ValidationError({"delivered_on": _("That is before the order.")})
    if delivered_on < vehicle.arrived_on:
        raise ValidationError({"delivered_on": _("That is before the vehicle arrived.")})


def _win(opportunity: Opportunity, *, by: User, now: datetime, on: date) -> None:
    values: dict[str, Any] = {"ordered_on": None}
    if opportunity.is_executing:
        values["state"] = State.WON
    change_opportunity(opportunity, by=by, now=now, on=on, reason=DELIVERED, **values)
    if "state" in values:
        for plan in opportunity.activities.planned():
            drop_plan(plan, by=by, now=now, on=on, reason=PLAN_OF_DELIVERED)
    sync([opportunity.pk])


def _put_on_card(order: Order, vehicle: Vehicle, *, by: User, now: datetime) -> OwnedVehicle:
    car = OwnedVehicle(
        store=order.store,
        customer=order.customer,
        opportunity=order.opportunity,
        order=order,
        model=vehicle.model,
        colour=vehicle.colour,
        vin=vehicle.vin,
        plate_number=order.plate_number,
        licensed_on=order.plated_on,
        price=order.price,
        loan_amount=order.dues.filter(kind=DueKind.LOAN).aggregate(sum=Sum("amount"))["sum"],
        delivered_on=order.delivered_on,
    )
    save_as(car, by=by, now=now)
    return car
