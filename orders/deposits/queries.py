"""What is usual on a date, and all that was or will be."""

from datetime import date
from decimal import Decimal

from accounts.people.models import Store
from followups.policy_changes.queries import Version, versions_among

from .models import DepositPolicy


def usual_deposit(store: Store, *, on: date) -> Decimal | None:
    """In yuan, or ``None`` where nothing is usual."""
    policy = DepositPolicy.objects.in_force(store, on=on)
    return policy.amount if policy else None


def versions_of(store: Store, *, on: date) -> list[Version]:
    """Every usual deposit of the store, withdrawn ones too, the latest date first."""
    policies = DepositPolicy.objects.filter(store=store)
    records = DepositPolicy.history.filter(store=store).select_related("history_user")
    return versions_among(policies, records, lambda row: row.amount, on=on)
