"""The reward policies of a store, and what one would have come to (R8.9)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from orders.models import Order

from ..models import RewardPolicy, RewardTier
from ..rules.tiers import amount_for

PAST, PRESENT, COMING, WITHDRAWN = "past", "present", "coming", "withdrawn"
DAYS = 30


@dataclass(frozen=True)
class Version:
    """``tiers``: ``[(price from, amount)]``; ``made`` and ``gone`` are rows of the history or ``None``."""

    pk: int
    effective_from: date
    state: str
    tiers: list
    made: object
    gone: object = None


def versions_of(store, *, on):
    """Every policy of the store, withdrawn ones too, the latest date first."""
    records = RewardPolicy.history.filter(store=store).select_related("history_user")
    made = {row.id: row for row in records.filter(history_type="+")}
    gone = list(records.filter(history_type="-"))
    policies = list(RewardPolicy.objects.filter(store=store).prefetch_related("tiers"))
    begun = [policy.effective_from for policy in policies if policy.effective_from <= on]
    found = []
    for policy in policies:
        state = COMING if policy.effective_from > on else PAST
        state = PRESENT if begun and policy.effective_from == max(begun) else state
        tiers = sorted(policy.amounts().items())
        found.append(Version(policy.pk, policy.effective_from, state, tiers, made.get(policy.pk)))
    tiers = _tiers_of({row.id for row in gone})
    for row in gone:
        terms = tiers.get(row.id, [])
        found.append(Version(row.id, row.effective_from, WITHDRAWN, terms, made.get(row.id), row))
    return sorted(found, key=lambda version: version.effective_from, reverse=True)


def _tiers_of(policies):
    rows = RewardTier.history.filter(policy_id__in=policies, history_type="+")
    found = {}
    for policy, price_from, amount in rows.order_by("price_from").values_list(
        "policy_id", "price_from", "amount"
    ):
        found.setdefault(policy, []).append((price_from, amount))
    return found


@dataclass(frozen=True)
class Cost:
    """What the conversions of ``days`` up to a date would have earned by some tiers."""

    days: int
    number: int
    amount: Decimal


def cost_of(store, tiers, *, on):
    """The ``Cost`` of the last thirty days by ``tiers`` (``{price_from: amount}``)."""
    days = (on - timedelta(days=DAYS - 1), on)
    prices = Order.objects.standing().filter(store=store, converted_on__range=days)
    amounts = [amount_for(price, tiers) for price in prices.values_list("price", flat=True)]
    amounts = [amount for amount in amounts if amount]
    return Cost(DAYS, len(amounts), sum(amounts, Decimal(0)))
