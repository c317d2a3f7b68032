"""The clock asks for each store; what is owed is read from the deliveries (R10.1)."""

from datetime import timedelta

import pytest
from django.conf import settings

from compliance import tasks
from compliance.reminders.models import ChatRobot, Delivery
from foundation.deliveries import DeliveryState
from tests.factories import StoreFactory


@pytest.fixture
def at_clock(monkeypatch, clock):
    monkeypatch.setattr(tasks, "clock", clock)


def test_the_tick_asks_for_every_store_and_gives_up_dead_workers(
    floor, at_clock, monkeypatch, clock
):
    asked = []
    monkeypatch.setattr(tasks.remind_store, "delay", asked.append)
    other = StoreFactory()
    robot = ChatRobot.objects.create(store=floor.store, format="wecom", url="https://example.com")
    delivery = Delivery.objects.create(
        kind="morning",
        on=clock().date(),
        robot=robot,
        state=DeliveryState.SENDING,
        claimed_at=clock() - timedelta(hours=1),
        next_try_at=clock(),
    )
    tasks.remind_due_stores()
    assert asked == [floor.store.pk, other.pk]
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.UNKNOWN


def test_the_task_sends(floor, at_clock, join, robots):
    join(floor, "wecom")
    tasks.remind_store(floor.store.pk)
    tasks.remind_store(floor.store.pk)
    assert len(robots.got["wecom"]) == 1


def test_the_clock_knows_the_task():
    entry = settings.CELERY_BEAT_SCHEDULE["remind-due-stores"]
    assert entry["task"] == tasks.remind_due_stores.name
    assert tasks.remind_store.acks_late
