"""Writing an opportunity together with the dated change that explains it (R2.7, R3.4).

These are the primitives; the services of ``followups`` call them and keep the
deadlines in the same transaction.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as
from foundation.reason_codes import Reason
from foundation.searching import reads_as

from ..car_models.queries import Cars
from ..customers.models import Customer
from ..grading.models import Grade
from ..grading.queries import NO_ORDER, Intent
from .models import LostReason, Opportunity, OpportunityChange, State
from .rules import may_become


def create_opportunity(
    *,
    by: User,
    now: datetime,
    on: date,
    customer: Customer,
    model: str,
    intent: Intent,
    **fields: Any,
) -> Opportunity:
    """A new executing opportunity of the customer's owner; one open per model (R2.2).

    Raises ``ValidationError`` by field, also for the grade of who has ordered: that comes from an order.
    """
    require_order(intent.grade, None)
    car = Cars(customer.store_id).read(model)
    open_ones = Opportunity.objects.filter(customer=customer, state=State.EXECUTING)
    if open_ones.filter(reads_as("model", car.model)).exists():
        raise _already_open()
    opportunity = Opportunity(
        customer=customer,
        store=customer.store,
        consultant=customer.consultant,
        registered_on=on,
        assigned_on=on,
        brand=car.brand,
        model=car.model,
        note=intent.note,
        grade=intent.grade,
        expected_on=intent.expected_on,
        **fields,
    )
    try:
        with transaction.atomic():
            save_as(opportunity, by=by, now=now)
    except IntegrityError as error:
        raise _already_open() from error
    OpportunityChange.objects.create(
        opportunity=opportunity,
        store_id=opportunity.store_id,
        changed_on=on,
        by=by,
        grade=intent.grade,
        note=intent.note,
        expected_on=intent.expected_on,
        consultant=customer.consultant,
        state=State.EXECUTING,
    )
    return opportunity


def open_care(
    *, by: User, now: datetime, on: date, customer: Customer, model: str, grade: Grade, note: str
) -> Opportunity:
    """What the care of a car hangs on that was bought elsewhere: won from the start, counted by no sheet."""
    car = Cars(customer.store_id).read(model)
    opportunity = Opportunity(
        customer=customer,
        store=customer.store,
        consultant=customer.consultant,
        registered_on=on,
        assigned_on=on,
        brand=car.brand,
        model=car.model,
        note=note,
        grade=grade,
        expected_on=on,
        state=State.WON,
        ended_on=on,
        bought_elsewhere=True,
    )
    save_as(opportunity, by=by, now=now)
    OpportunityChange.objects.create(
        opportunity=opportunity,
        store_id=opportunity.store_id,
        changed_on=on,
        by=by,
        grade=grade,
        note=note,
        expected_on=on,
        consultant=customer.consultant,
        state=State.WON,
    )
    return opportunity


def _already_open() -> ValidationError:
    return ValidationError(
        {"model": _("This customer already has an open opportunity for this model.")}
    )


# What leaves no dated change of its own.
BESIDE = ("competitor", "competitor_price", "ordered_on")


def change_opportunity(
    opportunity: Opportunity,
    *,
    by: User | None,
    now: datetime,
    on: date,
    activity: Any = None,
    reason: str | Reason = "",
    along: Mapping[str, Any] | None = None,
    **values: Any,
) -> OpportunityChange | None:
    """Set some of grade, note, expected_on, consultant, state (with lost_reason), and of ``BESIDE``.

    ``opportunity`` must be locked by the caller. Unchanged values leave no trace; returns the
    ``OpportunityChange`` or ``None``. ``along``: fields that follow from the records, and are saved with
    what is changed. Raises ``ValidationError`` where an order stands in the way.
    """
    beside = {k: values.pop(k) for k in BESIDE if k in values}
    beside = {k: v for k, v in beside.items() if getattr(opportunity, k) != v}
    changed = {k: v for k, v in values.items() if getattr(opportunity, k) != v}
    for field, value in beside.items():
        setattr(opportunity, field, value)
    _check_order(opportunity, changed)
    if not changed:
        if beside:
            save_as(opportunity, by=by, now=now, reason=reason)
        return None
    for name, value in changed.items():
        setattr(opportunity, name, value)
    for name, value in (along or {}).items():
        setattr(opportunity, name, value)
    if "state" in changed:
        opportunity.ended_on = None if opportunity.is_executing else on
    if "consultant" in changed:
        opportunity.assigned_on = on
    save_as(opportunity, by=by, now=now, reason=reason)
    return OpportunityChange.objects.create(
        opportunity=opportunity,
        store_id=opportunity.store_id,
        changed_on=on,
        by=by,
        activity_id=activity.pk if activity else None,
        reason=reason,
        **changed,
    )


# What an intent says beside note, grade and date; each can be corrected and completed (R2.2).
DETAILS = (
    "model",
    "version",
    "colour",
    "models_looked_at",
    "objection",
    "budget",
    "payment_method",
    "trade_in",
    "decision_maker",
    "decision_maker_role",
    "talks_to_decision_maker",
    "event",
)


def change_details(
    opportunity: Opportunity, *, by: User, now: datetime, **fields: Any
) -> list[str]:
    """Correct or complete some of ``DETAILS``; returns the names of those that changed.

    ``opportunity`` must be locked by the caller. Another model keeps the opportunity; raises
    ``ValidationError`` by field where it is blank, or where the customer has another open one for it.
    """
    assert fields.keys() <= set(DETAILS)
    if "model" in fields:
        car = Cars(opportunity.store_id).read(fields["model"], present=opportunity.car)
        fields |= {"brand": car.brand, "model": car.model}
        if fields["model"] != opportunity.model:
            _check_model(opportunity, fields["model"])
    changed = [name for name, value in fields.items() if getattr(opportunity, name) != value]
    for name in changed:
        setattr(opportunity, name, fields[name])
    if changed:
        try:
            with transaction.atomic():
                save_as(opportunity, by=by, now=now)
        except IntegrityError as error:
            raise _already_open() from error
    return changed


def _check_model(opportunity: Opportunity, model: str) -> None:
    if not model:
        raise ValidationError({"model": _("Name the model.")})
    others = Opportunity.objects.executing().filter(customer=opportunity.customer_id)
    others = others.exclude(pk=opportunity.pk).filter(reads_as("model", model))
    if opportunity.is_executing and others.exists():
        raise _already_open()


def require_only_one(opportunity: Opportunity) -> None:
    """Raise ``ValidationError`` where the customer has another open opportunity for the model (R2.2)."""
    others = Opportunity.objects.executing().filter(customer=opportunity.customer_id)
    if others.exclude(pk=opportunity.pk).filter(reads_as("model", opportunity.model)).exists():
        raise ValidationError(_("This customer already has an open opportunity for this model."))


@transaction.atomic
def complete_intent(
    *, by: User, now: datetime, opportunity: Opportunity, **fields: Any
) -> Opportunity:
    """Correct or complete the details of an executing intent, outside a contact (R2.2).

    Raises ``ValidationError`` by field, or where it has ended.
    """
    opportunity = Opportunity.objects.select_for_update(no_key=True).get(pk=opportunity.pk)
    if not opportunity.is_executing:
        raise ValidationError(_("This opportunity has ended."), code="ended")
    change_details(opportunity, by=by, now=now, **fields)
    return opportunity


def _check_order(opportunity: Opportunity, changed: Mapping[str, Any]) -> None:
    """While an order stands undelivered, the opportunity neither ends nor leaves the grade of it (R2.7).

    Without one it does not get that grade (R3.1).
    """
    if grade := changed.get("grade"):
        require_order(grade, opportunity.ordered_on)
    if opportunity.ordered_on is None:
        return
    message = _("There is an open order: deliver or cancel it first.")
    if changed.get("state", State.EXECUTING) != State.EXECUTING:
        raise ValidationError({"outcome": message}, code="ordered")
    if grade and opportunity.grade.is_ordered and not grade.is_ordered:
        raise ValidationError({"note": message}, code="ordered")


def require_order(grade: Grade, ordered_on: date | None) -> None:
    """Raise ``ValidationError`` for the grade of who has ordered where no order stands (R3.1)."""
    if grade.is_ordered and ordered_on is None:
        raise ValidationError({"note": NO_ORDER % {"grade": grade.code}}, code="no_order")


def loss(reason: str, competitor: str, price: Decimal | None = None) -> dict[str, Any]:
    """The values of a lost sale; raises ``ValidationError`` by field for one without its reason (R9.6).

    ``price``: what was offered elsewhere, in yuan.
    """
    competitor = competitor.strip()
    if not reason:
        raise ValidationError({"lost_reason": _("Say why the sale was lost.")})
    if reason == LostReason.COMPETITOR and not competitor:
        raise ValidationError({"competitor": _("Name the competitor's model.")})
    return {
        "state": State.LOST,
        "lost_reason": reason,
        "competitor": competitor,
        "competitor_price": price,
    }


def check_transition(opportunity: Opportunity, target: str, *, by_manager: bool = False) -> None:
    """Raise ``ValidationError`` where the state may not become ``target`` (R2.7)."""
    if not may_become(opportunity.state, target, by_manager=by_manager):
        raise ValidationError(
            _("An opportunity that is %(state)s cannot become %(target)s."),
            code="transition",
            params={
                "state": opportunity.get_state_display(),
                "target": State(target).label,
            },
        )
