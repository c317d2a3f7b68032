"""A card goes out of use, and comes back (R1.4, R2.6). Nothing is ever deleted."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import Role, User
from foundation.history import save_as
from leads.change_requests.models import ChangeRequest, RequestKind, RequestState
from leads.change_requests.services import approve_change, close_request, lock_waiting
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.models import LostReason, State
from leads.opportunities.services import change_opportunity

from ..activities.models import CARD_RETIRED
from ..deadlines.services import sync
from ..errands.services import drop_errands
from ..plans.services import drop_plan, lock_opportunity


@transaction.atomic
def approve_request(
    request: ChangeRequest, *, by: User, now: datetime, on: date, reason: str = ""
) -> ChangeRequest:
    """Do what the request asks for; raises as ``leads.change_requests.services.approve_change`` does."""
    if request.kind == RequestKind.CHANGE:
        return approve_change(request, by=by, now=now, reason=reason)
    request = lock_waiting(request, by=by)
    _retire(request.customer, by=by, now=now, on=on, reason=request.reason)
    return close_request(request, RequestState.APPROVED, by=by, now=now, reason=reason)


def _retire(customer: Customer, *, by: User, now: datetime, on: date, reason: str) -> None:
    """The card becomes inactive: what is executing is lost, its plans and tasks are cancelled.

    It leaves all lists and is no longer opened by its consultant; managers and directors find it
    among the inactive cards. Its phone number stays taken: whoever enters it again is led to this
    card, which a manager takes into use again.
    """
    if customer.opportunities.filter(ordered_on__isnull=False).exists():
        raise ValidationError(
            _("There is an open order: deliver or cancel it first."), code="ordered"
        )
    customer.lifecycle = Lifecycle.INACTIVE
    save_as(customer, by=by, now=now, reason=reason)
    living = customer.opportunities.filter(state__in=[State.EXECUTING, State.WON])
    ids = list(living.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        opportunity = lock_opportunity(pk)
        if opportunity.is_executing:
            change_opportunity(
                opportunity,
                by=by,
                now=now,
                on=on,
                reason=reason,
                state=State.LOST,
                lost_reason=LostReason.CANCELLED,
            )
        for plan in opportunity.activities.planned():
            drop_plan(plan, by=by, now=now, on=on, reason=CARD_RETIRED)
    drop_errands(by=by, now=now, reason=reason, customer=customer)
    sync(ids)


@transaction.atomic
def revive_customer(customer: Customer, *, by: User, now: datetime, reason: str) -> Customer:
    """Take an inactive card into use again; lost opportunities stay lost until they are reopened.

    Raises ``PermissionDenied`` for a consultant, ``ValidationError`` without a reason.
    """
    if by.role not in (Role.MANAGER, Role.DIRECTOR):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the card is taken into use again.")})
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.lifecycle == Lifecycle.INACTIVE:
        bought = customer.opportunities.filter(state__in=[State.WON, State.CLOSED]).exists()
        customer.lifecycle = Lifecycle.BUYER if bought else Lifecycle.PROSPECT
        save_as(customer, by=by, now=now, reason=reason.strip())
    return customer


def require_in_use(customer: Customer) -> None:
    """Raise ``ValidationError`` where new business is begun on an inactive card."""
    if customer.lifecycle == Lifecycle.INACTIVE:
        raise ValidationError(_("This card is not in use; a manager can take it up again."))
