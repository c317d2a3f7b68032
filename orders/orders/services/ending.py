"""An order that is cancelled, and a sale that is wholly done (R2.7, R9.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from followups.deadlines.services import sync
from followups.ownership import services as ownership
from followups.plans.services import Plan, add_plan, drop_plan, lock_opportunity
from foundation.history import save_as
from leads.grading.queries import Intent
from leads.opportunities.models import Opportunity
from leads.opportunities.services import change_opportunity, loss

from ..models import PLAN_OF_CANCELLED, Order
from ..queries import outstanding_of, to_refund_of
from .locks import lock_open_order


class AfterCancelling(TextChoices):
    """What becomes of the opportunity of a cancelled order."""

    GOES_ON = "goes_on", gettext_lazy("The customer still wants to buy")
    LOST = "lost", gettext_lazy("The sale is lost")


@dataclass(frozen=True)
class Cancellation:
    """``money_kept``: the store keeps what was paid, else it is to be given back.

    Only of an executing opportunity: ``intent`` (and a ``plan`` where none is open) if it goes on,
    ``lost_reason`` with ``competitor`` and the price offered there if it is lost.
    """

    reason: str
    money_kept: bool = False
    afterwards: str = AfterCancelling.GOES_ON
    intent: Intent | None = None
    plan: Plan | None = None
    lost_reason: str = ""
    competitor: str = ""
    competitor_price: Decimal | None = None


@transaction.atomic
def cancel_order(
    *, by: User, now: datetime, on: date, order: Order, cancellation: Cancellation
) -> Order:
    """Cancel an order that is not delivered; its vehicle is free again. Raises ``ValidationError`` by field."""
    order, opportunity = lock_open_order(order.pk)
    reason = cancellation.reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why the order is cancelled.")})
    order.cancelled_on, order.cancel_reason = on, reason
    order.money_kept = cancellation.money_kept
    order.vehicle, order.allocated_on = None, None
    save_as(order, by=by, now=now, reason=reason)
    is_lost = cancellation.afterwards == AfterCancelling.LOST
    changed: dict[str, Any] = {}
    if opportunity.is_executing:
        changed = (
            loss(cancellation.lost_reason, cancellation.competitor, cancellation.competitor_price)
            if is_lost
            else _intent_after(cancellation)
        )
    acting: dict[str, Any] = {"by": by, "now": now, "on": on}
    change_opportunity(opportunity, **acting, reason=reason, ordered_on=None, **changed)
    if changed and is_lost:
        for plan in opportunity.activities.planned():
            drop_plan(plan, **acting, reason=PLAN_OF_CANCELLED)
    elif changed:
        _plan_next_contact(opportunity, cancellation.plan, **acting)
    sync([opportunity.pk])
    return order


def _intent_after(cancellation: Cancellation) -> dict[str, Any]:
    """How the customer stands who still wants to buy: a grade with a date (R3.3)."""
    intent = cancellation.intent
    if intent is None:
        raise ValidationError({"note": _("Say in a new note how the customer stands now.")})
    if intent.grade.is_ordered:
        raise ValidationError({"note": _("The order is cancelled: choose another grade.")})
    return {"grade": intent.grade, "note": intent.note, "expected_on": intent.expected_on}


def _plan_next_contact(
    opportunity: Opportunity, plan: Plan | None, *, by: User, now: datetime, on: date
) -> None:
    """The customer is contacted again (R4.2)."""
    if plan:
        contact_on = max(opportunity.last_contact_on or opportunity.assigned_on, on)
        add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=contact_on)
    elif not opportunity.activities.planned().exists():
        raise ValidationError({"planned_on": _("Plan the next activity.")})


@transaction.atomic
def close_opportunity(
    *, by: User, now: datetime, on: date, opportunity: Opportunity
) -> Opportunity:
    """Close a won sale once all its orders, deliveries and payments are done (R2.7).

    Raises ``ValidationError`` with all that is still to be done.
    """
    opportunity = lock_opportunity(opportunity.pk)
    if errors := list(_undone(opportunity)):
        raise ValidationError(errors)
    return ownership.close_opportunity(by=by, now=now, on=on, opportunity=opportunity)


def _undone(opportunity: Opportunity) -> Iterator[str]:
    for order in opportunity.orders.all():
        if order.is_open:
            yield _("Order %(number)s is not delivered.") % {"number": order}
        elif order.delivered_on and outstanding_of(order):
            yield _("Order %(number)s is not fully paid.") % {"number": order}
        elif to_refund_of(order):
            yield _("Money of the cancelled order %(number)s is to be given back.") % {
                "number": order
            }
    if opportunity.activities.planned().exists():
        yield _("There are planned activities.")
