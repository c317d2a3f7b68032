"""Locking what a service of orders writes to, always in this order: opportunity, order, vehicle, dues."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from followups.plans.services import lock_opportunity
from leads.opportunities.models import Opportunity, State

from ..models import Order


def lock_order(pk: int) -> tuple[Order, Opportunity]:
    """``(order, opportunity)``, both locked until the transaction ends.

    Raises ``ValidationError`` where the opportunity is closed: it takes no more business (R2.7).
    """
    opportunity = lock_opportunity(
        Order.objects.values_list("opportunity_id", flat=True).get(pk=pk)
    )
    require_not_closed(opportunity)
    order = Order.objects.select_for_update(of=("self",), no_key=True)
    order = order.select_related("store", "vehicle").get(pk=pk)
    order.opportunity = opportunity
    return order, opportunity


def lock_open_order(pk: int) -> tuple[Order, Opportunity]:
    """As ``lock_order``; raises ``ValidationError`` where the order is delivered or cancelled."""
    order, opportunity = lock_order(pk)
    if not order.is_open:
        raise ValidationError(
            _("This order is delivered.") if order.delivered_on else _("This order is cancelled."),
            code="ended",
        )
    return order, opportunity


def lock_standing_order(pk: int) -> tuple[Order, Opportunity]:
    """As ``lock_order``; raises ``ValidationError`` where the order is cancelled."""
    order, opportunity = lock_order(pk)
    if order.cancelled_on:
        raise ValidationError(_("This order is cancelled."), code="ended")
    return order, opportunity


def require_not_closed(opportunity: Opportunity) -> None:
    if opportunity.state == State.CLOSED:
        raise ValidationError(_("This opportunity is closed."), code="closed")


def require_since(day: date, opportunity: Opportunity, field: str) -> None:
    """Raise ``ValidationError`` at ``field`` for a day before the opportunity was registered."""
    if day < opportunity.registered_on:
        raise ValidationError({field: _("That is before the opportunity was registered.")})


def require_past(day: date, on: date, field: str) -> None:
    """Raise ``ValidationError`` at ``field`` where the day has not come yet."""
    if day > on:
        raise ValidationError({field: _("This date has not come yet.")})
