"""Taking an order: the car, its price, how it is to be paid; the grade becomes the ordered one (R3.1, R9.10)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from followups.activities.models import Purpose
from followups.deadlines.services import sync
from followups.plans.services import Plan, add_plan, default_next_on, lock_opportunity
from followups.retirement.services import require_in_use
from foundation.history import save_as
from leads.grading.queries import IntentReader
from leads.grading.rules import GradeError, split_note
from leads.opportunities.models import Opportunity, State
from leads.opportunities.services import change_opportunity

from ...stock.models import Vehicle
from ..models import DELIVERY, ORDERED, DepositKind, DueKind, Order, PaymentDue
from ..notices import CONVERTED
from .allocation import give_vehicle
from .locks import require_not_closed, require_past, require_since
from .numbers import save_numbered
from .payments import DueLine, Receipt, check_sum, set_price, take_in
from .telling import tell_departments


@dataclass(frozen=True)
class Terms:
    """What was agreed. ``dues``: the payment plan; none means the whole price by the day of delivery."""

    model: str
    colour: str
    price: Decimal
    dues: tuple[DueLine, ...] = ()
    contract_number: str = ""
    contract_signed_on: date | None = None
    deposit_kind: str = DepositKind.ADVANCE
    firm_on: date | None = None
    delivery_expected_on: date | None = None
    deposit_reason: str = ""
    note: str = ""


@transaction.atomic
def place_order(
    *,
    by: User,
    now: datetime,
    on: date,
    opportunity: Opportunity,
    terms: Terms,
    deposit: Receipt | None = None,
    vehicle: Vehicle | None = None,
) -> Order:
    """An order of an executing or won opportunity, with a deposit and a vehicle if there are any (R2.7).

    Raises ``ValidationError`` by field of ``Terms``, ``Receipt`` and ``vehicle``. The open plan
    stays; where there is none, one is made at the cadence of the new grade (R4.2).
    """
    opportunity = lock_opportunity(opportunity.pk)
    _check_may_order(opportunity)
    order = _create(opportunity, terms, by=by, now=now, on=on)
    if deposit:
        take_in(order, deposit, by=by, now=now, on=on)
    if vehicle:
        give_vehicle(order, vehicle, by=by, now=now, on=on)
    _mark_ordered(opportunity, by=by, now=now, on=on)
    sync([opportunity.pk])
    return order


def _check_may_order(opportunity: Opportunity) -> None:
    require_not_closed(opportunity)
    if opportunity.bought_elsewhere:
        raise ValidationError(_("This car was bought elsewhere: open a new opportunity first."))
    if opportunity.state == State.LOST:
        raise ValidationError(_("This opportunity is lost; a manager takes it up again first."))
    require_in_use(opportunity.customer)
    if opportunity.orders.open().exists():
        raise ValidationError(_("This opportunity has an open order already."), code="ordered")


def _create(opportunity: Opportunity, terms: Terms, *, by: User, now: datetime, on: date) -> Order:
    model, colour = " ".join(terms.model.split()), " ".join(terms.colour.split())
    if not model:
        raise ValidationError({"model": _("Name the model.")})
    for name in ("contract_signed_on", "firm_on"):
        if day := getattr(terms, name):
            require_past(day, on, name)
            require_since(day, opportunity, name)
    if terms.delivery_expected_on and terms.delivery_expected_on < on:
        raise ValidationError({"delivery_expected_on": _("This date is past.")})
    order = Order(
        store=opportunity.store,
        customer=opportunity.customer,
        opportunity=opportunity,
        consultant=opportunity.consultant,
        ordered_on=on,
        model=model,
        colour=colour,
        contract_number=terms.contract_number.strip(),
        contract_signed_on=terms.contract_signed_on,
        deposit_kind=terms.deposit_kind,
        firm_on=terms.firm_on,
        converted_on=terms.firm_on,
        delivery_expected_on=terms.delivery_expected_on,
        deposit_reason=terms.deposit_reason.strip(),
        note=terms.note.strip(),
    )
    set_price(order, terms.price)
    dues = terms.dues or _whole_price(order)
    check_sum(dues, order.price)
    save_numbered(order, on=order.ordered_on, by=by, now=now)
    for line in dues:
        due = PaymentDue(order=order, kind=line.kind, due_on=line.due_on, amount=line.amount)
        save_as(due, by=by, now=now)
    if order.converted_on:
        tell_departments(CONVERTED, order, by=by, now=now)
    return order


def _whole_price(order: Order) -> tuple[DueLine, ...]:
    due_on = order.delivery_expected_on or order.ordered_on
    return (DueLine(DueKind.BALANCE, due_on, order.price),)


def _mark_ordered(opportunity: Opportunity, *, by: User, now: datetime, on: date) -> None:
    values = {"ordered_on": on}
    if opportunity.is_executing:
        values |= _ordered_intent(opportunity, on)
    change_opportunity(opportunity, by=by, now=now, on=on, reason=ORDERED, **values)
    if opportunity.is_executing and not opportunity.activities.planned().exists():
        _plan_next(opportunity, by=by, now=now, on=on)


def _ordered_intent(opportunity: Opportunity, on: date) -> dict[str, Any]:
    """Note and grade with the letter of who has ordered, where the policy knows one (R3.1, R3.2)."""
    reader = IntentReader.of_opportunity(opportunity, on=on)
    ordered = next((grade for grade in reader.grades.values() if grade.is_ordered), None)
    if ordered is None or opportunity.grade.is_ordered:
        return {}
    try:
        rest = split_note(opportunity.note, reader.grades)[1]
    except GradeError:
        rest = " " + opportunity.note.lstrip()
    return {"grade": ordered, "note": ordered.code + rest}


def _plan_next(opportunity: Opportunity, *, by: User, now: datetime, on: date) -> None:
    contact_on = opportunity.last_contact_on or opportunity.assigned_on
    person, grade = opportunity.consultant, opportunity.grade
    proposed = default_next_on(
        person=person,
        grade=grade,
        contact_on=contact_on,
        on=on,
        expected_on=opportunity.expected_on,
    )
    plan = Plan(proposed.on, purpose=Purpose.DELIVERY, expected_content=DELIVERY)
    add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=contact_on)
