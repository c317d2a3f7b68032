"""What is usual on a date, and all that was or will be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.people.models import Store

from .models import DepositPolicy

PAST, PRESENT, COMING, WITHDRAWN = "past", "present", "coming", "withdrawn"


def usual_deposit(store: Store, *, on: date) -> Decimal | None:
    """In yuan, or ``None`` where nothing is usual."""
    policy = DepositPolicy.objects.in_force(store, on=on)
    return policy.amount if policy else None


@dataclass(frozen=True)
class Version:
    """``made`` and ``gone`` are rows of the history or ``None``."""

    pk: int
    effective_from: date
    amount: Decimal | None
    state: str
    made: object
    gone: object = None


def versions_of(store, *, on):
    """Every usual deposit of the store, withdrawn ones too, the latest date first."""
    return versions_of_policies(DepositPolicy, "amount", store, on=on)


def versions_of_policies(model, name, store, *, on):
    """Every policy of a kind; ``name``: the field that is a version's ``amount``."""
    records = model.history.filter(store=store).select_related("history_user")
    made = {row.id: row for row in records.filter(history_type="+")}
    policies = list(model.objects.filter(store=store))
    present = max((p.effective_from for p in policies if p.effective_from <= on), default=None)
    found = []
    for policy in policies:
        state = COMING if policy.effective_from > on else PAST
        state = PRESENT if policy.effective_from == present else state
        day, amount = policy.effective_from, getattr(policy, name)
        found.append(Version(policy.pk, day, amount, state, made.get(policy.pk)))
    for row in records.filter(history_type="-"):
        day, amount = row.effective_from, getattr(row, name)
        found.append(Version(row.id, day, amount, WITHDRAWN, made.get(row.id), row))
    return sorted(found, key=lambda version: version.effective_from, reverse=True)
