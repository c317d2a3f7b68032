"""The night's rewards: proposed for what converted, kept true while they wait (R8.9, R9.10)."""

from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from compliance.services.locks import lock_store
from orders.models import Order

from ..models import Reward, RewardState
from ..models.rewards import CANCELLED, CHANGED, NIGHTLY_REWARDS, NO_LONGER, NOT_DUE
from ..queries.worth import Policies

BATCH = 500
FOLLOWS = ("person_id", "converted_on", "price", "amount")


@transaction.atomic
def propose_rewards(store, *, on, now):
    """Bring the store's proposals up to its orders that converted by the business date ``on``.

    Missed nights need nothing of their own, since every order without a reward is looked at. Doing so
    twice, or at the same moment, changes nothing. Returns the number of new proposals.
    """
    lock_store(store.pk)
    policies = Policies([store.pk])
    _revise(store, policies, now)
    _release(store, now)
    return _propose(store, policies, on, now)


def _revise(store, policies, now):
    """Pending rewards follow their orders and the policy; one that is not due any more is withdrawn."""
    changed, withdrawn = [], []
    rows = Reward.objects.pending().filter(store=store).select_related("order").order_by("pk")
    for reward in rows.iterator(BATCH):
        worth = policies.worth(reward.order)
        if worth is None:
            reward.state, reward.reason = RewardState.WITHDRAWN, _why_not(reward.order)
            reward.decided_at = now
            withdrawn.append(reward)
        elif follow(reward, worth):
            changed.append(reward)
    _keep(changed, FOLLOWS, now, CHANGED)
    _keep(withdrawn, ("state", "reason", "decided_at"), now, NIGHTLY_REWARDS)


def follow(reward, worth):
    """Give the reward the fields of its order's ``Worth``; whether any differed."""
    differing = [name for name in FOLLOWS if getattr(reward, name) != getattr(worth, name)]
    for name in differing:
        setattr(reward, name, getattr(worth, name))
    return bool(differing)


def _why_not(order):
    if order.cancelled_on:
        return CANCELLED
    return NO_LONGER if order.converted_on is None else NOT_DUE


def _release(store, now):
    """What was reversed because the order was no conversion any more may be proposed when it is again."""
    rows = Reward.objects.filter(store=store, state=RewardState.REVERSED)
    rows = list(rows.filter(order__converted_on=None, order__cancelled_on=None).order_by("pk"))
    for reward in rows:
        reward.state = RewardState.WITHDRAWN
    _keep(rows, ("state",), now, NO_LONGER)


def _keep(rewards, fields, now, why):
    names = [name.removesuffix("_id") for name in fields]
    bulk_update_with_history(
        rewards,
        Reward,
        names,
        batch_size=BATCH,
        default_date=now,
        default_change_reason=why,
    )


def _propose(store, policies, on, now):
    due = Q(pk__in=[])
    for period in policies.periods(store.pk):
        days = Q(converted_on__gte=period.first, converted_on__lte=min(period.last or on, on))
        due |= days & Q(price__gte=min(period.tiers))
    live = Reward.objects.exclude(state=RewardState.WITHDRAWN).filter(store=store)
    orders = Order.objects.standing().filter(due, store=store)
    orders = orders.exclude(pk__in=live.values("order")).order_by("converted_on", "pk")
    rewards = []
    for order in orders.iterator(BATCH):
        reward = Reward(store=store, order=order)
        follow(reward, policies.worth(order))
        rewards.append(reward)
    bulk_create_with_history(
        rewards, Reward, batch_size=BATCH, default_date=now, default_change_reason=NIGHTLY_REWARDS
    )
    return len(rewards)
