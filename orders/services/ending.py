"""An order that is cancelled, and a sale that is wholly done (R2.7, R9.6)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from followups.services import ownership
from followups.services.deadlines import sync
from followups.services.plans import Plan, add_plan, drop_plan, lock_opportunity
from leads.models import LostReason, State
from leads.services.customers import save_as
from leads.services.intent import Intent
from leads.services.opportunities import change_opportunity
from orders.queries.money import outstanding_of, to_refund_of

from .locks import lock_open_order


class Sequel(TextChoices):
    """What becomes of the opportunity of a cancelled order."""

    GOES_ON = "goes_on", gettext_lazy("The customer still wants to buy")
    LOST = "lost", gettext_lazy("The sale is lost")


@dataclass(frozen=True)
class Cancellation:
    """``money_kept``: the store keeps what was paid, else it is to be given back.

    Only of an executing opportunity: ``intent`` (and a ``plan`` where none is open) if it goes on,
    ``lost_reason`` with ``competitor`` if it is lost.
    """

    reason: str
    money_kept: bool = False
    sequel: str = Sequel.GOES_ON
    intent: Intent | None = None
    plan: Plan | None = None
    lost_reason: str = ""
    competitor: str = ""


@transaction.atomic
def cancel_order(*, by, now, on, order, cancellation):
    """Cancel an order that is not delivered; its vehicle is free again. Raises ``ValidationError`` by field."""
    order, opportunity = lock_open_order(order.pk)
    reason = cancellation.reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why the order is cancelled.")})
    order.cancelled_on, order.cancel_reason = on, reason
    order.money_kept = cancellation.money_kept
    order.vehicle, order.allocated_on = None, None
    save_as(order, by=by, now=now, reason=reason)
    if not opportunity.is_executing:
        change_opportunity(opportunity, by=by, now=now, on=on, reason=reason, ordered_on=None)
    elif cancellation.sequel == Sequel.LOST:
        _lose(opportunity, cancellation, by=by, now=now, on=on)
    else:
        _go_on(opportunity, cancellation, by=by, now=now, on=on)
    sync([opportunity.pk])
    return order


def _lose(opportunity, cancellation, *, by, now, on):
    """The sale is lost, with a reason, and with the competitor's model where he won it (R9.6)."""
    competitor = cancellation.competitor.strip()
    if not cancellation.lost_reason:
        raise ValidationError({"lost_reason": _("Say why the sale was lost.")})
    if cancellation.lost_reason == LostReason.COMPETITOR and not competitor:
        raise ValidationError({"competitor": _("Name the competitor's model.")})
    change_opportunity(
        opportunity,
        by=by,
        now=now,
        on=on,
        reason=cancellation.reason.strip()[:200],
        state=State.LOST,
        lost_reason=cancellation.lost_reason,
        competitor=competitor,
        ordered_on=None,
    )
    for plan in opportunity.activities.planned():
        drop_plan(plan, by=by, now=now, on=on, reason=gettext_noop("The order was cancelled."))


def _go_on(opportunity, cancellation, *, by, now, on):
    """Back to a grade with a date, and to a next contact (R3.3, R4.2)."""
    intent = cancellation.intent
    if intent is None:
        raise ValidationError({"note": _("Say in a new note how the customer stands now.")})
    if intent.grade.is_ordered:
        raise ValidationError({"note": _("The order is cancelled: choose another grade.")})
    change_opportunity(
        opportunity,
        by=by,
        now=now,
        on=on,
        reason=cancellation.reason.strip()[:200],
        ordered_on=None,
        grade=intent.grade,
        note=intent.note,
        expected_on=intent.expected_on,
    )
    if cancellation.plan:
        contact_on = opportunity.last_contact_on or opportunity.assigned_on
        add_plan(
            opportunity, cancellation.plan, by=by, now=now, on=on, contact_on=max(contact_on, on)
        )
    elif not opportunity.activities.planned().exists():
        raise ValidationError({"planned_on": _("Plan the next activity.")})


@transaction.atomic
def close_opportunity(*, by, now, on, opportunity):
    """Close a won sale once all its orders, deliveries and payments are done (R2.7).

    Raises ``ValidationError`` with all that is still to be done.
    """
    opportunity = lock_opportunity(opportunity.pk)
    if errors := list(_undone(opportunity)):
        raise ValidationError(errors)
    return ownership.close(by=by, now=now, on=on, opportunity=opportunity)


def _undone(opportunity):
    for order in opportunity.orders.all():
        if order.is_open:
            yield _("Order %(number)s is not delivered.") % {"number": order}
        elif order.delivered_on and outstanding_of(order):
            yield _("Order %(number)s is not wholly paid.") % {"number": order}
        elif to_refund_of(order):
            yield _("Money of the cancelled order %(number)s is to be given back.") % {
                "number": order
            }
    if opportunity.activities.planned().exists():
        yield _("There are planned activities.")
