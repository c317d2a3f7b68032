"""The contact plan of a buyer, and what is known of their car (R9.2)."""

from datetime import date, datetime
from typing import Any

import holidays
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from followups.activities.models import Purpose
from followups.deadlines.services import sync
from followups.plans.services import Plan, add_plan, lock_opportunity
from followups.retirement.services import require_in_use
from foundation.history import save_as
from leads.customers.models import Customer
from leads.customers.services import become_buyer
from leads.grading.queries import IntentReader
from leads.opportunities.models import Opportunity
from leads.opportunities.services import open_care

from .models import CARE, NEED_WORDS, CareItem, CareKind, OwnedVehicle
from .rules import contact_plan

# As the holidays are called in the published calendar.
GREETED = ("Chinese New Year", "National Day")


@transaction.atomic
def make_contact_plan(
    *, by: User, now: datetime, on: date, vehicle: OwnedVehicle
) -> list[CareItem]:
    """Plan the year's care for a delivered car; lines that exist already stay as they are.

    The plans belong to the vehicle's opportunity, which must be won (R2.7). A line whose day is past
    is planned for ``on``; of a car bought elsewhere the year begins ``on``. Returns the new ``CareItem`` rows.
    """
    opportunity = _lock_won(vehicle)
    begins_on = on if opportunity.bought_elsewhere else vehicle.delivered_on
    present = set(vehicle.care_items.values_list("kind", flat=True))
    lines = contact_plan(
        begins_on,
        birthday=vehicle.customer.known_birthday,
        greeting_days=greeting_days(begins_on),
    )
    items = [
        _plan(vehicle, opportunity, line.kind, max(line.on, on), line.mode, by=by, now=now, on=on)
        for line in lines
        if line.kind not in present
    ]
    sync([opportunity.pk])
    return items


@transaction.atomic
def add_care(
    *,
    by: User,
    now: datetime,
    on: date,
    vehicle: OwnedVehicle,
    planned_on: date,
    mode: str,
    content: str,
    kind: str = CareKind.OTHER,
) -> CareItem:
    """A further date of a kind, or of one's own choice, which says what it is about.

    Raises ``ValidationError`` by field.
    """
    opportunity = _lock_won(vehicle)
    if kind in NEED_WORDS and not content.strip():
        raise ValidationError({"content": _("Say what it is about.")})
    item = _plan(vehicle, opportunity, kind, planned_on, mode, by=by, now=now, on=on, about=content)
    sync([opportunity.pk])
    return item


def _lock_won(vehicle: OwnedVehicle) -> Opportunity:
    if vehicle.opportunity_id is None:
        raise ValidationError(_("Begin the care of this car first."))
    opportunity = lock_opportunity(vehicle.opportunity_id)
    if not opportunity.is_won:
        raise ValidationError(_("Only whoever has the car gets a contact plan."), code="not_won")
    return opportunity


def _plan(
    vehicle: OwnedVehicle,
    opportunity: Opportunity,
    kind: str,
    planned_on: date,
    mode: str,
    *,
    by: User,
    now: datetime,
    on: date,
    about: str = "",
) -> CareItem:
    plan = Plan(
        planned_on=planned_on,
        mode=mode,
        purpose=Purpose.WORKSHOP if kind == CareKind.WORKSHOP else Purpose.CARE,
        expected_content=about.strip() or CARE[kind],
    )
    activity = add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=on)
    return CareItem.objects.create(vehicle=vehicle, kind=kind, activity=activity)


def greeting_days(delivered_on: date) -> list[date]:
    """The first days of the holidays on which buyers are greeted, in the year of delivery and the next."""
    years = [delivered_on.year, delivered_on.year + 1]
    calendar = holidays.country_holidays("CN", years=years, language="en_US")
    found: dict[tuple[str, int], date] = {}
    for day, name in sorted(calendar.items()):
        for greeted in GREETED:
            if greeted in name:
                found.setdefault((greeted, day.year), day)
    return sorted(date(d.year, d.month, d.day) for d in found.values())


@transaction.atomic
def add_vehicle(*, by: User, now: datetime, customer: Customer, **fields: Any) -> OwnedVehicle:
    """A car that the customer drives and did not buy here."""
    vehicle = OwnedVehicle(store=customer.store, customer=customer, **fields)
    save_as(vehicle, by=by, now=now)
    return vehicle


@transaction.atomic
def begin_care(*, by: User, now: datetime, on: date, vehicle: OwnedVehicle) -> list[CareItem]:
    """A year of care for a car that was bought elsewhere, whose driver is a customer of the base from now on.

    Raises ``ValidationError`` for one that is cared for already, or whose card is out of use.
    """
    vehicle = OwnedVehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
    require_in_use(vehicle.customer)
    if vehicle.opportunity_id is not None:
        raise ValidationError(_("This car has its contact plan already."))
    reader = IntentReader.of_person(vehicle.customer.consultant, on=on)
    grades = list(reader.grades.values())
    grade = next((grade for grade in grades if grade.is_ordered), grades[-1])
    vehicle.opportunity = open_care(
        by=by,
        now=now,
        on=on,
        customer=vehicle.customer,
        model=vehicle.model,
        grade=grade,
        note=grade.code,
    )
    save_as(vehicle, by=by, now=now)
    become_buyer(by=by, now=now, customer=vehicle.customer)
    return make_contact_plan(by=by, now=now, on=on, vehicle=vehicle)


@transaction.atomic
def update_vehicle(
    *, by: User, now: datetime, vehicle: OwnedVehicle, **fields: Any
) -> OwnedVehicle:
    """Plate, insurance, service and note; unchanged values leave no trace."""
    vehicle = OwnedVehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
    changed = {name: value for name, value in fields.items() if getattr(vehicle, name) != value}
    for name, value in changed.items():
        setattr(vehicle, name, value)
    if changed:
        save_as(vehicle, by=by, now=now)
    return vehicle
