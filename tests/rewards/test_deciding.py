"""The director decides once; what was entered is only ever reversed (R8.6, R8.9)."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from foundation.decisions import APPROVE, DecisionError, decide_all
from ledgers.check import differences
from rewards.models import (
    CANCELLED_BECAUSE,
    Reward,
    RewardEntry,
    RewardPolicy,
    RewardSum,
    RewardTier,
)
from rewards.services import approve_reward, refuse_reward, reverse_reward, withdraw_reward_policy
from tests.factories import Floor
from tests.shown import choices_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reward(shop):
    shop.sell()
    shop.night()
    return Reward.objects.get()


def sums():
    return {
        (row.person_id, row.month and row.month.month): (row.amount, row.entries)
        for row in RewardSum.objects.all()
    }


def test_an_approval_is_an_entry_with_its_sums(shop, reward):
    entry = approve_reward(reward, on=shop.today, **shop.by)
    assert (entry.amount, entry.kind, entry.entered_by) == (800, "reward", shop.floor.director)
    assert approve_reward(reward, on=shop.today, **shop.by) == entry
    person = shop.floor.consultant.pk
    assert sums() == {(None, None): (800, 1), (person, 11): (800, 1)}
    next_month = shop.today + timedelta(days=20)
    reverse_reward(entry, on=next_month, reason="cancelled", **shop.by)
    assert sums() == {(None, None): (0, 2), (person, 11): (800, 1), (person, 12): (-800, 1)}
    assert not differences(RewardEntry, RewardSum)
    with pytest.raises(DecisionError, match="reversed before"):
        reverse_reward(entry, on=next_month, reason="again", **shop.by)
    with pytest.raises(DecisionError, match="not reversed"):
        reverse_reward(entry.reversal, on=next_month, reason="again", **shop.by)


def test_what_the_director_did_not_see_is_not_entered(shop, reward):
    choices = choices_of("reward", [reward], now=shop.now)
    for changes in ({"price": 300_000}, {"price": 150_000, "cancelled_on": shop.today}):
        shop.change(reward.order, **changes)
        (result,) = decide_all(choices, act=APPROVE, **shop.by)
        assert result.changed
    with pytest.raises(DecisionError, match="Nothing is due"):
        approve_reward(reward, on=shop.today, **shop.by)
    assert not RewardEntry.objects.exists()


def test_refused_is_refused(shop, reward):
    with pytest.raises(DecisionError, match="Say why"):
        refuse_reward(reward, reason=" ", **shop.by)
    refused = refuse_reward(reward, reason="a friend of the house", **shop.by)
    assert (refused.state, refused.reason) == ("refused", "a friend of the house")
    assert refuse_reward(reward, reason="again", **shop.by).reason == "a friend of the house"
    with pytest.raises(DecisionError, match="already been decided"):
        approve_reward(reward, on=shop.today, **shop.by)


def test_only_a_director_of_the_store(shop, reward):
    entry = approve_reward(reward, on=shop.today, **shop.by)
    for person in (shop.floor.consultant, shop.floor.manager, Floor().director):
        by = {"by": person, "now": shop.now}
        for act in (
            lambda by=by: approve_reward(reward, on=shop.today, **by),
            lambda by=by: refuse_reward(reward, reason="no", **by),
            lambda by=by: reverse_reward(entry, on=shop.today, reason="no", **by),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_a_policy_begins_today_at_the_earliest_and_once_a_day(shop, today):
    with pytest.raises(ValidationError, match="past"):
        shop.adopt(today - timedelta(days=1))
    shop.adopt(today)
    with pytest.raises(ValidationError, match="Another policy"):
        shop.adopt(today)


def test_a_policy_to_come_is_withdrawn_with_its_tiers(shop, today):
    coming = shop.adopt(today + timedelta(days=5))
    withdraw = {"on": today, "reason": "too dear", **shop.by}
    with pytest.raises(ValidationError, match="begun"):
        withdraw_reward_policy(shop.policy, **withdraw)
    withdraw_reward_policy(coming, **withdraw)
    assert RewardPolicy.objects.get() == shop.policy
    gone = RewardTier.history.filter(policy_id=coming.pk, history_type="-")
    assert {row.history_user for row in gone} == {shop.floor.director} and gone.count() == 3
    with pytest.raises(ValidationError, match="already"):
        withdraw_reward_policy(coming, **withdraw)


def run(*arguments):
    out = StringIO()
    call_command("rewards", *arguments, stdout=out)
    return out.getvalue()


def test_the_command(shop, reward):
    entry = approve_reward(reward, on=shop.today, **shop.by)
    reason = CANCELLED_BECAUSE.of(reason="loan refused")
    reverse_reward(entry, on=shop.today, reason=reason, **shop.by)
    name = shop.floor.consultant.username
    text = run("--person", name)
    assert f"{name}: {reward.order.number} reward 800.00\n" in text
    assert f"reversal -800.00 (The order was cancelled: loan refused, reverses {entry.pk})" in text
    assert '"total": {\n  "amount": "0.00",\n  "entries": 2\n }' in run("--json")
    assert '"reason": "The order was cancelled: loan refused"' in run("--json")
    assert "equal" in run("--check")
    RewardSum.objects.filter(is_total=True).update(amount=Decimal(5))
    with pytest.raises(CommandError, match="entries add up to 0.00 of 2"):
        run("--check")
