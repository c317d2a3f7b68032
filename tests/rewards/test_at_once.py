"""Two workers, or two presses, at the same moment have one effect (R8.6, R8.9)."""

from contextlib import suppress

import pytest

from foundation.decisions import DecisionError
from ledgers.check import differences
from rewards.models import Reward, RewardEntry, RewardSum
from rewards.services import approve_reward, refuse_reward, reverse_reward
from tests.reception.test_at_once import at_once
from tests.rewards.conftest import Shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(transactional_db, now):
    return Shop(now)


def quietly(act):
    """``act``, which may be told that it came too late."""

    def run():
        with suppress(DecisionError):
            act()

    return run


def test_two_nights(shop):
    for _ in range(3):
        shop.sell()
    at_once(*[shop.night] * 3)
    assert Reward.objects.count() == 3


def test_two_approvals_and_a_refusal(shop):
    shop.sell()
    shop.night()
    reward = Reward.objects.get()

    def approve():
        approve_reward(Reward.objects.get(), on=shop.today, **shop.by)

    def refuse():
        refuse_reward(reward, reason="no", **shop.by)

    at_once(*[quietly(approve)] * 2, quietly(refuse))
    reward.refresh_from_db()
    assert RewardEntry.objects.count() == (1 if reward.state == "approved" else 0)
    assert not differences(RewardEntry, RewardSum)


def test_two_reversals_and_approvals_of_others(shop):
    for _ in range(3):
        shop.sell()
    shop.night()
    first, *others = Reward.objects.order_by("pk")
    entry = approve_reward(first, on=shop.today, **shop.by)

    def reverse():
        reverse_reward(entry, on=shop.today, reason="wrong", **shop.by)

    acts = [lambda r=r: approve_reward(r, on=shop.today, **shop.by) for r in others]
    at_once(*[quietly(reverse)] * 2, *acts)
    assert RewardEntry.objects.count() == 4
    assert not differences(RewardEntry, RewardSum)
