"""What consultants of a store may give alone on a date, and all that was or will be."""

from datetime import date
from decimal import Decimal

from accounts.people.models import Store
from followups.policy_changes.queries import Version, versions_among

from .models import DiscountPolicy

# Where a store has said nothing else: percent of the car's price.
USUAL = Decimal("2.00")


def limit_of(store: Store, *, on: date) -> Decimal:
    """In percent of the car's price."""
    policy = DiscountPolicy.objects.in_force(store, on=on)
    return policy.percent if policy else USUAL


def versions_of(store: Store, *, on: date) -> list[Version]:
    """Every limit of the store, withdrawn ones too, the latest date first."""
    policies = DiscountPolicy.objects.filter(store=store)
    records = DiscountPolicy.history.filter(store=store).select_related("history_user")
    return versions_among(policies, records, lambda row: row.percent, on=on)
