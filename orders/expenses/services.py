"""Noting what was spent on an intent, and striking a mistake out (R14.4)."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES
from accounts.people.models import User
from followups.plans.services import lock_opportunity
from followups.retirement.services import require_in_use
from foundation.history import save_as
from foundation.money import MOST_YUAN
from leads.opportunities.models import Opportunity

from ..orders.services.locks import require_past, require_since
from .models import Expense, ExpenseKind


@transaction.atomic
def add_expense(
    *,
    by: User,
    now: datetime,
    on: date,
    opportunity: Opportunity,
    kind: str,
    amount: Decimal,
    spent_on: date,
    remark: str = "",
) -> Expense:
    """Note ``amount`` yuan spent on an executing intent.

    Raises ``ValidationError``, by field: the intent has ended or its card is not in use, no sensible
    amount, a day to come or before the intent.
    """
    opportunity = lock_opportunity(opportunity.pk)
    require_open(opportunity)
    if kind not in ExpenseKind.values:
        raise ValidationError({"kind": _("Say what it was spent on.")})
    if not 0 < amount <= MOST_YUAN:
        raise ValidationError({"amount": _("Enter an amount of money.")})
    require_past(spent_on, on, "spent_on")
    require_since(spent_on, opportunity, "spent_on")
    expense = Expense(
        store=opportunity.store,
        opportunity=opportunity,
        consultant=opportunity.consultant,
        kind=kind,
        amount=amount,
        spent_on=spent_on,
        remark=remark.strip(),
        entered_by=by,
        entered_at=now,
    )
    save_as(expense, by=by, now=now)
    return expense


def require_open(opportunity: Opportunity) -> None:
    """Raise ``ValidationError`` where it is lost, delivered, closed, or its card is not in use."""
    if not opportunity.is_executing:
        raise ValidationError(
            _("This opportunity has ended: nothing is spent on it any more."), code="ended"
        )
    require_in_use(opportunity.customer)


def may_strike(user: User, expense: Expense) -> bool:
    """Whether they entered it or lead; what they see is asked elsewhere."""
    return user.pk == expense.entered_by_id or user.role in LEADING_ROLES


@transaction.atomic
def strike_expense(*, by: User, now: datetime, expense: Expense, reason: str) -> Expense:
    """Let it count no more, also once the intent has ended; it stays to be read, with the reason.

    Raises ``PermissionDenied``, ``ValidationError``.
    """
    seen = Expense.objects.visible_to(by).select_for_update(of=("self",))
    found = seen.filter(pk=expense.pk).first()
    if found is None or not may_strike(by, found):
        raise PermissionDenied
    if found.is_struck:
        raise ValidationError(_("This expense is struck out already."), code="struck")
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why it is struck out.")})
    found.struck_at, found.struck_by, found.strike_reason = now, by, reason
    save_as(found, by=by, now=now, reason=reason)
    return found
