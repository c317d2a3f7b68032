"""What the night proposes, and keeps true while it waits (R8.9, R9.10)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rewards.models import Reward, RewardState
from rewards.services import approve_reward, refuse_reward, reverse_reward
from tests.factories import Floor

pytestmark = pytest.mark.django_db


def states(order):
    return list(order.rewards.order_by("pk").values_list("state", flat=True))


def test_each_conversion_is_worth_its_tier(shop, today):
    prices = {99_999: 500, 100_000: 800, 199_999: 800, 200_000: 1500}
    orders = {shop.sell(price): amount for price, amount in prices.items()}
    assert shop.night() == 4
    for order, amount in orders.items():
        reward = order.rewards.get()
        assert (reward.amount, reward.price, reward.state) == (amount, order.price, "proposed")
        assert (reward.person, reward.converted_on) == (shop.floor.consultant, order.converted_on)
        assert reward.history.get().history_date == shop.now


def test_twice_is_once_and_missed_nights_are_caught_up(shop):
    for ago in (9, 5, 1, 0):
        shop.sell(ago=ago)
    yesterday = shop.today - timedelta(days=1)
    assert [shop.night(yesterday), shop.night(yesterday), shop.night()] == [3, 0, 1]
    assert Reward.objects.count() == 4 and Reward.history.count() == 4


def test_what_is_none(shop):
    shop.sell(converted_on=None)
    shop.sell(cancelled_on=shop.today)
    shop.sell(ago=101)
    elsewhere = Floor()
    order = shop.sell()
    shop.change(order, store=elsewhere.store)
    assert shop.night() == 0 and not Reward.objects.exists()


def test_the_policy_of_the_day_of_the_conversion_counts(shop, today):
    old = shop.sell(ago=0)
    shop.adopt(today + timedelta(days=1), {Decimal("160000"): Decimal("99")})
    later = {"converted_on": today + timedelta(days=1)}
    low, high = shop.sell(**later), shop.sell(price=160_000, **later)
    shop.night(today + timedelta(days=1))
    assert old.rewards.get().amount == 800
    assert not low.rewards.exists()
    assert high.rewards.get().amount == 99
    shop.adopt(today + timedelta(days=2), {})
    none = shop.sell(converted_on=today + timedelta(days=2))
    assert shop.night(today + timedelta(days=3)) == 0 and not none.rewards.exists()


def test_a_pending_one_follows_its_order(shop):
    order = shop.sell()
    shop.night()
    shop.change(order, price=250_000)
    shop.night()
    reward = order.rewards.get()
    assert (reward.amount, reward.price) == (1500, 250_000)
    assert reward.history.count() == 2
    shop.night()
    assert reward.history.count() == 2, "nothing changed"


def test_a_cancelled_order_takes_its_proposal_along(shop):
    order = shop.sell()
    shop.night()
    shop.change(order, cancelled_on=shop.today)
    shop.night()
    reward = order.rewards.get()
    assert (reward.state, reward.reason) == ("withdrawn", "The order was cancelled.")


def test_who_converts_again_is_proposed_again(shop):
    order = shop.sell()
    shop.night()
    shop.change(order, converted_on=None)
    shop.night()
    assert states(order) == ["withdrawn"]
    shop.change(order, converted_on=shop.today)
    shop.night()
    shop.night()
    assert states(order) == ["withdrawn", "proposed"]


def test_what_was_decided_stays(shop):
    approved, refused = shop.sell(), shop.sell()
    shop.night()
    approve_reward(approved.rewards.get(), on=shop.today, **shop.by)
    refuse_reward(refused.rewards.get(), reason="by the manager's own lead", **shop.by)
    for order in (approved, refused):
        shop.change(order, price=300_000)
    assert shop.night() == 0
    assert (states(approved), states(refused)) == (["approved"], ["refused"])
    assert approved.rewards.get().amount == 800


def test_a_reversed_one_comes_again_only_after_a_new_conversion(shop):
    order = shop.sell()
    shop.night()
    entry = approve_reward(order.rewards.get(), on=shop.today, **shop.by)
    reverse_reward(entry, on=shop.today, reason="wrong", **shop.by)
    shop.night()
    assert states(order) == [RewardState.REVERSED]
    shop.change(order, converted_on=None)
    shop.night()
    shop.change(order, converted_on=shop.today)
    shop.night()
    assert states(order) == ["withdrawn", "proposed"]


def test_the_number_of_queries_does_not_grow(shop, django_assert_max_num_queries):
    for _ in range(12):
        shop.sell()
    with django_assert_max_num_queries(16):
        assert shop.night() == 12
    for order in shop.store.orders.all():
        shop.change(order, price=order.price + 60_000)
    with django_assert_max_num_queries(16):
        shop.night()
    assert set(Reward.objects.values_list("amount", flat=True)) == {Decimal(1500)}
