"""What orders are worth to who sold them by the policies in force (R8.9), and what the pages of
rewards show, as the user may see it (R1.3).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, Count, Sum, When

from followups.policy_changes.queries import versions_among
from orders.orders.models import Order

from .models import (
    CANCELLED_BECAUSE,
    NO_LONGER,
    Reward,
    RewardEntry,
    RewardPolicy,
    RewardState,
    RewardTier,
)
from .rules import amount_for


@dataclass(frozen=True)
class Period:
    """The days on which the tiers of a policy were in force; ``last`` may be ``None``."""

    first: date
    last: date | None
    tiers: dict

    def covers(self, on):
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True)
class Worth:
    """The fields of a reward that follow from its order."""

    person_id: int
    converted_on: date
    price: Decimal
    amount: Decimal


class Policies:
    """All policies of some stores, read in two queries."""

    def __init__(self, stores):
        rows = RewardPolicy.objects.filter(store__in=stores).prefetch_related("tiers")
        found = {}
        for policy in rows.order_by("effective_from"):
            found.setdefault(policy.store_id, []).append(policy)
        self._periods = {store: list(_periods(rows)) for store, rows in found.items()}

    def periods(self, store_id):
        """Those of a store that reward anything, the earliest first."""
        return [period for period in self._periods.get(store_id, []) if period.tiers]

    def worth(self, order):
        """The ``Worth`` of an order as it stands; ``None`` where nothing is due for it."""
        on = order.converted_on
        if order.cancelled_on or on is None:
            return None
        found = [period for period in self.periods(order.store_id) if period.covers(on)]
        amount = amount_for(order.price, found[0].tiers) if found else None
        return amount and Worth(order.consultant_id, on, order.price, amount)


def _periods(policies):
    following = [policy.effective_from for policy in policies[1:]]
    for policy, after in zip(policies, [*following, None], strict=True):
        last = after and after - timedelta(days=1)
        yield Period(policy.effective_from, last, policy.amounts())


def rewards_for(user):
    """The rewards the user may see, those to be decided first, then the latest conversion."""
    pending_first = Case(When(state=RewardState.PROPOSED, then=0), default=1)
    return (
        Reward.objects.visible_to(user)
        .select_related("store", "person", "decided_by", "order__customer__consultant")
        .order_by(pending_first, "-converted_on", "-pk")
    )


def by_state(rewards):
    """``[(state, its name, number, sum)]`` of the rewards, in the order of their lives."""
    rows = rewards.order_by().values_list("state").annotate(Count("pk"), Sum("amount"))
    found = {state: (number, amount) for state, number, amount in rows}
    return [
        (state.value, state.label, *found[state.value])
        for state in RewardState
        if state.value in found
    ]


def entries_for(user):
    """The ledger of rewards as far as the user may read it, the latest entry first."""
    return (
        RewardEntry.objects.visible_to(user)
        .select_related(
            "store", "person", "entered_by", "reverses", "reversal", "reward__order__customer"
        )
        .select_related("reward__order__customer__consultant")
        .order_by("-on", "-pk")
    )


def lapse_of(order):
    """Why the reward of an order is to be reversed, as it is kept; nothing while the order stands."""
    if order.cancelled_on:
        return CANCELLED_BECAUSE.of(reason=order.cancel_reason)
    return "" if order.converted_on else NO_LONGER


def rewards_of(order, user):
    """The rewards of an order that the user may see, the latest first."""
    return Reward.objects.visible_to(user).filter(order=order).order_by("-pk")


DAYS = 30


def versions_of(store, *, on):
    """Every policy of the store, withdrawn ones too; the terms of each are ``[(price from, amount)]``."""
    policies = list(RewardPolicy.objects.filter(store=store).prefetch_related("tiers"))
    records = list(RewardPolicy.history.filter(store=store).select_related("history_user"))
    tiers = {policy.pk: sorted(policy.amounts().items()) for policy in policies}
    tiers |= _tiers_of({row.id for row in records if row.history_type == "-"})
    return versions_among(policies, records, lambda row: tiers.get(row.id, []), on=on)


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
