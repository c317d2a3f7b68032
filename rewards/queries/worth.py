"""What orders are worth to who sold them, by the policies in force when they converted (R8.9)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..models import RewardPolicy
from ..rules.tiers import amount_for


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
