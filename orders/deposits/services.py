"""A store lets another deposit be usual from a date on."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from followups.policy_changes.services import withdraw
from foundation.history import save_as

from .models import DepositPolicy


def adopt_deposit(
    *,
    by: User,
    now: datetime,
    on: date,
    store: Store,
    effective_from: date,
    amount: Decimal | None,
    reason: str = "",
) -> DepositPolicy:
    """Let ``amount`` yuan be usual from a date on, today at the earliest; ``None`` ends it.

    Orders that were taken before stay as they are. Raises ``ValidationError`` by field for a past
    date, or one that has a policy already.
    """
    policy = DepositPolicy(store=store, effective_from=effective_from, amount=amount)
    adopt(policy, by=by, now=now, on=on, reason=reason)
    return policy


@transaction.atomic
def adopt(policy: Any, *, by: User, now: datetime, on: date, reason: str) -> None:
    """Save a policy that begins on a date; raises ``ValidationError`` as ``adopt_deposit`` does."""
    if policy.effective_from < on:
        raise ValidationError({"effective_from": _("A policy cannot begin in the past.")})
    try:
        with transaction.atomic():
            save_as(policy, by=by, now=now, reason=reason)
    except IntegrityError as error:
        raise ValidationError(
            {"effective_from": _("Another policy begins on that date.")}
        ) from error


@transaction.atomic
def withdraw_deposit(
    policy: DepositPolicy, *, by: User, now: datetime, on: date, reason: str
) -> None:
    """Let one that has not begun never begin; as ``followups.policy_changes.services.withdraw_policy``."""
    rows = DepositPolicy.objects.select_for_update(of=("self",))
    withdraw(rows.filter(pk=policy.pk).first(), by=by, now=now, on=on, reason=reason)
