"""What the converted leads of the year earned: decided month by month, the last ones waiting (R8.9)."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.db.models import F

from accounts.people.models import Role
from leads.opportunities.models import LostReason
from orders.orders.models import Order
from orders.orders.services.ending import AfterCancelling, Cancellation, cancel_order
from rewards.models import Reward, RewardEntry
from rewards.services import adopt_reward_policy, approve_reward, propose_rewards, refuse_reward

SEED = 89
TIERS = {Decimal(0): Decimal(300), Decimal(100_000): Decimal(500), Decimal(180_000): Decimal(800)}
# On this day of the month the director decides on the month before.
PAY_DAY = 5
REFUSED = ["总监亲自谈成", "公司团购，另行结算"]
CANCELLED = "贷款未获批"


def earn(staff, *, now):
    """Adopt the tiers a year ago, decide on the past months, and leave one order cancelled after all."""
    rng = Random(SEED)
    for store in staff.stores:
        today = store.business_date(now)
        director = staff.of(Role.DIRECTOR, store)[0]
        start = today - timedelta(365)
        adopt_reward_policy(
            by=director,
            now=_moment(store, start),
            on=start,
            store=store,
            effective_from=start,
            tiers=TIERS,
            reason="年度奖励方案",
        )
        propose_rewards(store, on=today - timedelta(1), now=now)
        _decide(rng, store, director, today)
    _cancel_one(staff, now=now)


def _moment(store, on):
    return datetime.combine(on, time(17), ZoneInfo(store.time_zone))


def _pay_day_after(day):
    return (day.replace(day=1) + timedelta(31)).replace(day=PAY_DAY)


def _decide(rng, store, director, today):
    rewards = Reward.objects.pending().filter(store=store).order_by("converted_on", "pk")
    for reward in rewards.select_related("store"):
        on = _pay_day_after(reward.converted_on)
        if on >= today:
            continue
        by = {"by": director, "now": _moment(store, on)}
        if rng.random() < 0.04:
            refuse_reward(reward, **by, reason=rng.choice(REFUSED))
        else:
            approve_reward(reward, **by, on=on)


def _cancel_one(staff, *, now):
    """An order not delivered yet whose reward was approved; else the oldest open one is approved first."""
    open_orders = Order.objects.open().filter(opportunity__state="executing")
    rewards = Reward.objects.filter(order__in=open_orders).select_related("order", "store")
    reward = rewards.order_by(F("decided_at").asc(nulls_last=True), "converted_on", "pk").first()
    if reward is None:
        return
    store, today = reward.store, reward.store.business_date(now)
    on = today - timedelta(2)
    if not RewardEntry.objects.filter(reward=reward).exists():
        director = staff.of(Role.DIRECTOR, store)[0]
        approve_reward(reward, by=director, now=_moment(store, on), on=on)
    cancel_order(
        by=reward.order.consultant,
        now=now,
        on=today,
        order=reward.order,
        cancellation=Cancellation(
            reason=CANCELLED, afterwards=AfterCancelling.LOST, lost_reason=LostReason.FINANCE
        ),
    )
