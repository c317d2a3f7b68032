"""Discounts over the store's limit are approved first; what the customer gets, and takes (R9.10, R1.4)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.notices.services import tell
from accounts.people.models import User
from foundation.display import who
from foundation.history import Cause, save_as

from ...orders.models import Order
from ...orders.services.payments import Receipt
from ...orders.services.placing import Terms, place_order
from ...stock.models import Vehicle
from ..models import ORDER_CANCELLED, OTHER_ACCEPTED, Quotation, QuotationState
from ..notices import APPROVED, REFUSED
from ..rules import has_expired
from .ending import (
    end,
    lock_quotation,
    news_of,
    replace_earlier,
    replace_others,
    require_sight,
    require_standing,
)
from .making import require_open


def may_decide(user: User, quotation: Quotation) -> bool:
    """Whether they lead whose intent it is, or direct its store; never who made it."""
    if user.pk == quotation.made_by_id:
        return False
    if user.is_director:
        return stores_of(user).filter(pk=quotation.store_id).exists()
    return user.is_manager and quotation.opportunity.consultant.manager_id == user.pk


@transaction.atomic
def approve_discount(
    *, by: User, now: datetime, on: date, quotation: Quotation, reason: str = ""
) -> Quotation:
    """It may be given to the customer, and the versions before it end.

    Raises ``PermissionDenied``, ``ValidationError``: decided before, expired, its intent has ended.
    """
    quotation = _lock_waiting(quotation, by=by)
    require_open(quotation.opportunity)
    _require_valid(quotation, on)
    _decide(quotation, QuotationState.OPEN, by=by, now=now, reason=reason)
    replace_earlier(quotation, by=by, now=now)
    tell(news_of(APPROVED, quotation), now=now, by=by)
    return quotation


@transaction.atomic
def refuse_discount(*, by: User, now: datetime, quotation: Quotation, reason: str) -> Quotation:
    """It is never given; a refusal says why. Raises ``PermissionDenied``, ``ValidationError``."""
    quotation = _lock_waiting(quotation, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the discount is refused.")})
    _decide(quotation, QuotationState.REFUSED, by=by, now=now, reason=reason)
    tell(news_of(REFUSED, quotation), now=now, by=by)
    return quotation


def _lock_waiting(quotation: Quotation, *, by: User) -> Quotation:
    quotation, _opportunity = lock_quotation(quotation.pk)
    if not may_decide(by, quotation):
        raise PermissionDenied
    if quotation.decided_by:
        raise ValidationError(
            _("This has already been decided: %(state)s by %(name)s."),
            code="decided",
            params={"state": quotation.get_state_display(), "name": who(quotation.decided_by)},
        )
    if quotation.state != QuotationState.WAITING:
        require_standing(quotation)
        raise ValidationError(_("This discount needs no approval."), code="decided")
    return quotation


def _decide(quotation: Quotation, state: str, *, by: User, now: datetime, reason: str) -> None:
    quotation.state, quotation.decision_reason = state, reason.strip()[:300]
    quotation.decided_by, quotation.decided_at = by, now
    save_as(quotation, by=by, now=now, reason=reason.strip())


@transaction.atomic
def give_quotation(*, by: User, now: datetime, on: date, quotation: Quotation) -> Quotation:
    """Keep that the customer has it; said twice, the first time counts.

    Raises ``PermissionDenied``, ``ValidationError`` where it may not be given.
    """
    require_sight(by, quotation)
    quotation, _opportunity = lock_quotation(quotation.pk)
    _require_open(quotation, on)
    if quotation.given_at is None:
        quotation.given_at = now
        save_as(quotation, by=by, now=now)
    return quotation


@transaction.atomic
def accept_quotation(
    *,
    by: User,
    now: datetime,
    on: date,
    quotation: Quotation,
    terms: Terms,
    deposit: Receipt | None = None,
    vehicle: Vehicle | None = None,
) -> Order:
    """The customer takes it: an order by ``terms``, as ``place_order``; all others of the intent end.

    One whose order was cancelled gives way. Raises ``PermissionDenied``, ``ValidationError``.
    """
    require_sight(by, quotation)
    quotation, opportunity = lock_quotation(quotation.pk)
    _require_open(quotation, on)
    before = Quotation.objects.filter(opportunity=opportunity, state=QuotationState.ACCEPTED)
    cancelled = before.filter(order__cancelled_on__isnull=False)
    end(cancelled, QuotationState.WITHDRAWN, Cause(by, now, ORDER_CANCELLED))
    if before.exists():
        raise ValidationError(_("Another quotation was accepted already."), code="accepted")
    order = place_order(
        by=by,
        now=now,
        on=on,
        opportunity=opportunity,
        terms=terms,
        deposit=deposit,
        vehicle=vehicle,
    )
    quotation.state, quotation.order = QuotationState.ACCEPTED, order
    quotation.given_at = quotation.given_at or now
    save_as(quotation, by=by, now=now)
    replace_others(quotation, Cause(by, now, OTHER_ACCEPTED))
    return order


def _require_open(quotation: Quotation, on: date) -> None:
    """Raise ``ValidationError`` unless it holds today and may be given."""
    if quotation.state == QuotationState.WAITING:
        raise ValidationError(_("The discount is approved first."), code="waiting")
    require_standing(quotation)
    require_open(quotation.opportunity)
    _require_valid(quotation, on)


def _require_valid(quotation: Quotation, on: date) -> None:
    if has_expired(quotation.valid_until, on):
        raise ValidationError(_("This quotation has expired: make a new version."), code="expired")
