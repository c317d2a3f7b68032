"""Rewards: proposed for what converted and kept true while they wait, decided and reversed by the
director, and the store's policy (R8.6, R8.9, R9.10).
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.access.queries import require_director
from accounts.notices.models import NoticeKind
from accounts.notices.services import News, settle, tell
from accounts.people.models import Store, User
from accounts.people.services import lock_store
from followups.policy_changes.services import adopt, withdraw
from foundation.decisions import DecisionError
from foundation.display import money_text
from foundation.history import delete_as, save_as
from foundation.reason_codes import Reason, tidy
from ledgers.append import append
from ledgers.reversal import append_reversal, require_reversible
from orders.orders.models import Order

from . import notices
from .models import (
    CANCELLED,
    CHANGED,
    NIGHTLY_REWARDS,
    NO_LONGER,
    NOT_DUE,
    Reward,
    RewardEntry,
    RewardKind,
    RewardPolicy,
    RewardState,
    RewardSum,
    RewardTier,
)
from .queries import Policies, Worth

BATCH = 500
FOLLOWS = ("person_id", "converted_on", "price", "amount")


@transaction.atomic
def propose_rewards(store: Store, *, on: date, now: datetime) -> int:
    """Bring the store's proposals up to its orders that converted by the business date ``on``.

    Missed dates need nothing of their own, since every order without a reward is looked at. Doing so
    twice, or at the same moment, changes nothing. Returns the number of new proposals.
    """
    lock_store(store.pk)
    policies = Policies([store.pk])
    _revise(store, policies, now)
    _release(store, now)
    return _propose(store, policies, on, now)


def _revise(store: Store, policies: Policies, now: datetime) -> None:
    """Pending rewards follow their orders and the policy; one that is not due any more is withdrawn."""
    changed, withdrawn = [], []
    rows = Reward.objects.pending().filter(store=store).select_related("order").order_by("pk")
    for reward in rows.iterator(BATCH):
        worth = policies.worth(reward.order)
        if worth is None:
            reward.state, reward.reason = RewardState.WITHDRAWN, _why_not(reward.order)
            reward.decided_at = now
            withdrawn.append(reward)
        elif bring_up_to_date(reward, worth):
            changed.append(reward)
    _save_rewards(changed, FOLLOWS, now, CHANGED)
    _save_rewards(withdrawn, ("state", "reason", "decided_at"), now, NIGHTLY_REWARDS)


def bring_up_to_date(reward: Reward, worth: Worth) -> bool:
    """Give the reward the fields of its order's ``Worth``; whether any differed."""
    differing = [name for name in FOLLOWS if getattr(reward, name) != getattr(worth, name)]
    for name in differing:
        setattr(reward, name, getattr(worth, name))
    return bool(differing)


def _why_not(order: Order) -> Reason:
    if order.cancelled_on:
        return CANCELLED
    return NO_LONGER if order.converted_on is None else NOT_DUE


def _release(store: Store, now: datetime) -> None:
    """What was reversed because the order was no conversion any more may be proposed when it is again."""
    reversed_ = Reward.objects.filter(store=store, state=RewardState.REVERSED)
    rows = list(reversed_.filter(order__converted_on=None, order__cancelled_on=None).order_by("pk"))
    for reward in rows:
        reward.state = RewardState.WITHDRAWN
    _save_rewards(rows, ("state",), now, NO_LONGER)


def _save_rewards(
    rewards: list[Reward], fields: Iterable[str], now: datetime, why: str | Reason
) -> None:
    names = [name.removesuffix("_id") for name in fields]
    bulk_update_with_history(
        rewards,
        Reward,
        names,
        batch_size=BATCH,
        default_date=now,
        default_change_reason=why,
    )


def _propose(store: Store, policies: Policies, on: date, now: datetime) -> int:
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
        bring_up_to_date(reward, policies.worth(order))
        rewards.append(reward)
    bulk_create_with_history(
        rewards, Reward, batch_size=BATCH, default_date=now, default_change_reason=NIGHTLY_REWARDS
    )
    return len(rewards)


@transaction.atomic
def approve_reward(reward: Reward, *, by: User, now: datetime, on: date) -> RewardEntry:
    """Enter the reward in the ledger of the date ``on``; approving again returns the same entry.

    It is worth what the order and the policy make it now. Raises ``DecisionError`` where that is
    nothing, and for one refused or withdrawn, ``PermissionDenied`` unless ``by`` is a director of the
    store.
    """
    reward = _locked(reward, by)
    if reward.state == RewardState.APPROVED:
        return reward.entries.get(reverses=None)
    _require_pending(reward)
    worth = Policies([reward.store_id]).worth(reward.order)
    if worth is None:
        raise DecisionError(_("Nothing is due for this order any more."))
    bring_up_to_date(reward, worth)
    _mark(reward, RewardState.APPROVED, by, now)
    _tell(notices.APPROVED, reward, by=by, now=now)
    return append(
        RewardEntry,
        RewardSum,
        store=reward.store,
        person=reward.person,
        reward=reward,
        on=on,
        kind=RewardKind.REWARD,
        amount=reward.amount,
        entered_at=now,
        entered_by=by,
    )


@transaction.atomic
def refuse_reward(reward: Reward, *, by: User, now: datetime, reason: str) -> Reward:
    """Let the reward go; refusing again changes nothing. Returns the reward.

    Raises as ``approve_reward`` does, and ``DecisionError`` without a reason.
    """
    if not reason.strip():
        raise DecisionError(_("Say why the reward is refused."))
    reward = _locked(reward, by)
    if reward.state != RewardState.REFUSED:
        _require_pending(reward)
        _mark(reward, RewardState.REFUSED, by, now, reason.strip())
        _tell(notices.REFUSED, reward, by=by, now=now)
    return reward


@transaction.atomic
def reverse_reward(
    entry: RewardEntry, *, by: User, now: datetime, on: date, reason: str
) -> RewardEntry:
    """Undo an entry by one of the opposite amount on the date ``on``; returns that.

    Raises ``PermissionDenied`` unless ``by`` is a director of the store, ``DecisionError`` for a
    reversal, an entry reversed before, or without a reason.
    """
    reward = _locked(entry.reward, by)
    reason = tidy(reason)
    require_reversible(entry, reason=reason)
    _mark(reward, RewardState.REVERSED, by, now, reason)
    settle(notices.APPROVED, keys=[reward.pk], now=now)
    _tell(notices.REVERSED, reward, by=by, now=now)
    return append_reversal(entry, RewardSum, by=by, now=now, on=on, reason=reason, reward=reward)


def _locked(reward: Reward, by: User) -> Reward:
    """The reward as it is now; the store's proposing and its decisions wait until the transaction ends."""
    lock_store(reward.store_id)
    require_director(by, reward.store_id)
    return Reward.objects.select_related("store", "person", "order").get(pk=reward.pk)


def _require_pending(reward: Reward) -> None:
    if reward.state != RewardState.PROPOSED:
        raise DecisionError(
            _("This reward has already been decided: %(state)s.")
            % {"state": reward.get_state_display()}
        )


def _mark(reward: Reward, state: str, by: User, now: datetime, reason: str = "") -> None:
    reward.state, reward.reason = state, reason
    reward.decided_at, reward.decided_by = now, by
    save_as(reward, by=by, now=now, reason=reason)


def _tell(kind: NoticeKind, reward: Reward, *, by: User, now: datetime) -> None:
    """Whose reward it is is told what became of it (R10.3)."""
    values = {"order": reward.order.number, "model": reward.order.model}
    values["amount"] = money_text(reward.amount)
    tell(News(kind, reward.person_id, reward.pk, values), now=now, by=by)


@transaction.atomic
def adopt_reward_policy(
    *,
    by: User,
    now: datetime,
    on: date,
    store: Store,
    effective_from: date,
    tiers: dict[Decimal, Decimal],
    reason: str = "",
) -> RewardPolicy:
    """Let conversions be worth by ``tiers`` (``{price_from: amount}``) from a date on, today at the earliest.

    None at all end the store's rewards. Raises ``ValidationError`` by field for a past date, or one
    that has a policy already.
    """
    policy = RewardPolicy(store=store, effective_from=effective_from)
    adopt(policy, by=by, now=now, on=on, reason=reason)
    for price_from, amount in sorted(tiers.items()):
        tier = RewardTier(policy=policy, price_from=price_from, amount=amount)
        save_as(tier, by=by, now=now, reason=reason)
    return policy


@transaction.atomic
def withdraw_reward_policy(
    policy: RewardPolicy, *, by: User, now: datetime, on: date, reason: str
) -> None:
    """Let rewards that have not begun never begin; as ``followups.policy_changes.services.withdraw_policy``."""
    rows = RewardPolicy.objects.select_for_update(of=("self",))
    policy = rows.filter(pk=policy.pk).first()
    if policy and policy.effective_from > on and reason.strip():
        for tier in policy.tiers.all():
            delete_as(tier, by=by, now=now, reason=reason.strip())
    withdraw(policy, by=by, now=now, on=on, reason=reason)
