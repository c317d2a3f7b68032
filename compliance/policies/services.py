"""A store adopts penalties from a date on (R8.5); what was proposed before keeps its price."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from followups.policy_changes.services import withdraw
from foundation.history import save_as

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
    if effective_from < on:
        raise ValidationError({"effective_from": _("A policy cannot begin in the past.")})
    policy = PenaltyPolicy(store=store, effective_from=effective_from, **terms)
    try:
        with transaction.atomic():
            save_as(policy, by=by, now=now, reason=reason)
    except IntegrityError as error:
        raise ValidationError(
            {"effective_from": _("Another policy begins on that date.")}
        ) from error
    return policy


@transaction.atomic
def withdraw_penalty_policy(
    policy: PenaltyPolicy, *, by: User, now: datetime, on: date, reason: str
) -> None:
    """Let penalties that have not begun never begin; as ``followups.policy_changes.services.withdraw_policy``."""
    rows = PenaltyPolicy.objects.select_for_update(of=("self",))
    withdraw(rows.filter(pk=policy.pk).first(), by=by, now=now, on=on, reason=reason)
