"""Whose reward it is learns what became of it (R8.9, R10.3)."""

import pytest

from accounts.notices.models import Notice
from foundation.decisions import APPROVE, REFUSE, decide_all
from rewards.models import Reward, RewardEntry
from rewards.services import approve_reward, refuse_reward, reverse_reward
from tests.shown import choices_of


@pytest.fixture
def reward(shop):
    shop.sell()
    shop.night()
    assert not Notice.objects.exists(), "a proposal promises nothing"
    return Reward.objects.get()


def said(unread=False):
    rows = Notice.objects.unread() if unread else Notice.objects.all()
    return [(notice.person, str(notice)) for notice in rows]


def test_an_approved_reward_is_told_once(shop, reward):
    for _ in range(2):
        approve_reward(reward, **shop.by, on=shop.today)
    text = "Your reward for order N0001, Golf: ¥800.00"
    assert said() == [(shop.floor.consultant, text)]
    assert Notice.objects.get().url == "/rewards/"


def test_a_refused_one_is_told_without_the_reason(shop, reward):
    for _ in range(2):
        refuse_reward(reward, **shop.by, reason="王先生 came by himself")
    text = "Refused: your reward for order N0001, Golf"
    assert said() == [(shop.floor.consultant, text)]


def test_a_reversal_is_told_and_overtakes_what_was_said_before(shop, reward):
    entry = approve_reward(reward, **shop.by, on=shop.today)
    reverse_reward(entry, **shop.by, on=shop.today, reason="cancelled")
    text = "Reversed: your reward of ¥800.00 for order N0001, Golf"
    assert said(unread=True) == [(shop.floor.consultant, text)]
    assert RewardEntry.objects.count() == 2


@pytest.mark.parametrize("act", [APPROVE, REFUSE])
def test_many_decided_in_one_press_are_told_each(shop, act):
    for _ in range(3):
        shop.sell()
    shop.night()
    choices = choices_of("reward", list(Reward.objects.all()), now=shop.now, act=act)
    assert {r.problem for r in decide_all(choices, act=act, reason="x", **shop.by)} == {""}
    assert len(said()) == 3


def test_where_it_fails_nobody_is_told(shop, reward, monkeypatch):
    monkeypatch.setattr("rewards.services.append", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve_reward(reward, **shop.by, on=shop.today)
    assert not said()


def test_it_stands_on_the_bell_of_whom_it_is_for(shop, reward, browse):
    approve_reward(reward, **shop.by, on=shop.today)
    browser = browse(shop.floor.consultant)
    page = browser.get("/notices/")
    assert "Your reward for order N0001" in page.content.decode()
    assert browser.get("/rewards/").status_code == 200
    chinese = browser.get("/notices/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "N0001" in chinese
    assert "Your reward" not in browse(shop.floor.manager).get("/notices/").content.decode()
