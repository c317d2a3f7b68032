"""A store lets its consultants give more or less alone from a date on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.people.models import Store, User
from followups.policy_changes.services import adopt, withdraw

from .models import DiscountPolicy


def adopt_limit(
    *,
    by: User,
    now: datetime,
    on: date,
    store: Store,
    effective_from: date,
    percent: Decimal,
    reason: str = "",
) -> DiscountPolicy:
    """Let ``percent`` of the car's price be given alone from a date on, today at the earliest.

    Quotations that were made before stay as they are. Raises ``ValidationError`` by field for a past
    date, or one that has a policy already.
    """
    policy = DiscountPolicy(store=store, effective_from=effective_from, percent=percent)
    adopt(policy, by=by, now=now, on=on, reason=reason)
    return policy


@transaction.atomic
def withdraw_limit(
    policy: DiscountPolicy, *, by: User, now: datetime, on: date, reason: str
) -> None:
    """Let one that has not begun never begin; as ``followups.policy_changes.services.withdraw_policy``."""
    rows = DiscountPolicy.objects.select_for_update(of=("self",))
    withdraw(rows.filter(pk=policy.pk).first(), by=by, now=now, on=on, reason=reason)
