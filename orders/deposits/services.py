"""A store lets another deposit be usual from a date on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.people.models import Store, User
from followups.policy_changes.services import adopt, withdraw

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
def withdraw_deposit(
    policy: DepositPolicy, *, by: User, now: datetime, on: date, reason: str
) -> None:
    """Let one that has not begun never begin; as ``followups.policy_changes.services.withdraw_policy``."""
    rows = DepositPolicy.objects.select_for_update(of=("self",))
    withdraw(rows.filter(pk=policy.pk).first(), by=by, now=now, on=on, reason=reason)
