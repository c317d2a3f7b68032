"""A new customer, or a further intent of one: card, opportunity and first plan together (R2, R4.2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.people.models import Role, User
from leads.customers.models import Customer
from leads.customers.services import lock_card, register_customer
from leads.grading.queries import IntentReader
from leads.opportunities.models import UNKNOWN_MODEL, Opportunity
from leads.opportunities.services import create_opportunity

from ..deadlines.services import sync
from ..plans.services import Plan, add_plan
from ..retirement.services import require_in_use
from ..workload.services import require_room


@transaction.atomic
def open_customer(
    *,
    by: User,
    now: datetime,
    on: date,
    consultant: User,
    card: Mapping[str, Any],
    intent: Mapping[str, Any],
    plan: Plan,
    asks_room: bool = True,
) -> Opportunity:
    """``card``: fields of the customer; ``intent``: model, note, expected_on and optional fields.

    ``asks_room``: a class that is full takes no more (R12.8); whoever asks or stands at the door is turned away
    by no full class. Raises ``DuplicatePhone`` (R2.5) or ``ValidationError`` by field. Returns the opportunity.
    """
    customer = register_customer(
        by=by, now=now, on=on, store=consultant.store, consultant=consultant, **card
    )
    return _open(customer, by=by, now=now, on=on, intent=intent, plan=plan, asks_room=asks_room)


@transaction.atomic
def open_opportunity(
    *,
    by: User,
    now: datetime,
    on: date,
    customer: Customer,
    intent: Mapping[str, Any],
    plan: Plan,
    asks_room: bool = True,
) -> Opportunity:
    """A further opportunity of a customer, one open per model (R2.2); ``asks_room`` as ``open_customer``."""
    require_in_use(customer)
    customer = lock_card(customer)
    require_in_use(customer)
    return _open(customer, by=by, now=now, on=on, intent=intent, plan=plan, asks_room=asks_room)


def _open(
    customer: Customer,
    *,
    by: User,
    now: datetime,
    on: date,
    intent: Mapping[str, Any],
    plan: Plan,
    asks_room: bool,
) -> Opportunity:
    values = dict(intent)
    reader = IntentReader.of_person(customer.consultant, on=on)
    read = reader.read(values.pop("note"), values.pop("expected_on"))
    if asks_room:
        require_room(customer.consultant_id, read.grade)
    opportunity = create_opportunity(
        by=by, now=now, on=on, customer=customer, intent=read, **values
    )
    add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=on)
    sync([opportunity.pk])
    return opportunity


def dated_intent(person: User, intent: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The intent with what nobody has asked yet; the first call asks for all of it (R4.6, R5.3).

    The date is the last (else first) day of the grade's window, the grade the one of a new lead (R12.1),
    else the coolest, of the policy that the ``person`` grades by who will have it.
    """
    reader = IntentReader.of_person(person, on=on)
    note = intent.get("note") or reader.unasked.code
    told = dict(intent) | {"note": note, "model": intent.get("model") or UNKNOWN_MODEL}
    if told.get("expected_on"):
        return told
    try:
        grade, _note = reader.read_note(note)
    except ValidationError as error:
        raise ValidationError({"note": error}) from error
    terms = grade.terms
    days = terms.window_to if terms.window_to is not None else terms.window_from
    return told | {"expected_on": reader.count.add(on, days or 0)}


def consultants_for(user: User) -> QuerySet[User]:
    """For whom the user may enter a customer: themselves, or the consultants they lead."""
    from accounts.access.queries import staff_visible_to

    return staff_visible_to(user).filter(role=Role.CONSULTANT, is_active=True)
