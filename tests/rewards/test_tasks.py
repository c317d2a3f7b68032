"""The clock asks each store with rewards by the hour; a worker may be asked twice."""

import pytest
from django.conf import settings

from rewards import tasks
from rewards.models import Reward
from tests.factories import Floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch, now):
    """10 o'clock in Shanghai: the day before has closed."""
    calls = []
    monkeypatch.setattr(tasks, "clock", lambda: now)
    monkeypatch.setattr(tasks.propose_for_store, "delay", lambda *call: calls.append(call))
    return calls


def test_only_stores_that_adopted_rewards_are_asked(shop, asked):
    Floor()
    shop.adopt(shop.today)
    tasks.propose_for_stores()
    assert asked == [(shop.store.pk, "2026-11-20")]


def test_what_converted_today_waits_for_the_close(shop, asked):
    shop.sell(ago=0)
    shop.sell(ago=1)
    for _ in range(2):
        tasks.propose_for_store(shop.store.pk, "2026-11-20")
    assert Reward.objects.count() == 1
    tasks.propose_for_store(shop.store.pk, "2026-11-21")
    assert Reward.objects.count() == 2


def test_the_clock_knows_the_task():
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.propose_for_stores.name in names
