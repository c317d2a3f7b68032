"""A store adopts penalties from a date on (R8.5); what was proposed before keeps its price."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.people.models import Store, User
from followups.policy_changes.services import adopt, withdraw

from ..penalties.models import PenaltyPolicy


@transaction.atomic
def adopt_penalty_policy(
    *,
    by: User,
    now: datetime,
    on: date,
    store: Store,
    effective_from: date,
    reason: str = "",
    **terms: Any,
) -> PenaltyPolicy:
    """Let the store's occasions cost by ``terms`` from a date on, today at the earliest.

    ``terms``: base, factor, manager_share, manager_suspension, restart, cap. Raises
    ``ValidationError`` by field for a past date, or one that has a policy already.
    """
    policy = PenaltyPolicy(store=store, effective_from=effective_from, **terms)
    adopt(policy, by=by, now=now, on=on, reason=reason)
    return policy


@transaction.atomic
def withdraw_penalty_policy(
    policy: PenaltyPolicy, *, by: User, now: datetime, on: date, reason: str
) -> None:
    """Let penalties that have not begun never begin; as ``followups.policy_changes.services.withdraw_policy``."""
    rows = PenaltyPolicy.objects.select_for_update(of=("self",))
    withdraw(rows.filter(pk=policy.pk).first(), by=by, now=now, on=on, reason=reason)
