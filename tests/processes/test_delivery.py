"""Tasks reach a worker through a real broker, and the audit's tick is on the clock."""

import time
from uuid import uuid4

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker

from crm_site.celery import AUDIT_TICK, app


def test_the_audit_ticks_and_a_late_tick_is_dropped():
    (entry,) = (e for e in app.conf.beat_schedule.values() if e["task"] == AUDIT_TICK)
    assert entry["schedule"].total_seconds() == entry["options"]["expires"] == 300


def test_an_unfinished_task_goes_back_to_the_queue():
    assert app.conf.task_acks_late and app.conf.task_reject_on_worker_lost
    options = app.conf.broker_transport_options
    assert options["visibility_timeout"] > app.conf.task_time_limit
    assert (options["unacked_restore_throttle"], options["unacked_restore_interval"]) == (1, 5)


@pytest.mark.broker
def test_the_broker_delivers(broker_url):
    # A queue of its own: a run that was killed leaves tasks behind in a broker that stays.
    done, queue = [], f"delivery-{uuid4()}"
    own = Celery("delivery", broker=broker_url, set_as_current=False)
    own.conf.update(task_default_queue=queue, task_ignore_result=True)

    @own.task(name="delivery.add")
    def task(number: int) -> None:
        done.append(number)

    with start_worker(
        own, perform_ping_check=False, queues=[queue], pool="solo", shutdown_timeout=60
    ):
        task.delay(7)
        end = time.monotonic() + 60
        while not done and time.monotonic() < end:
            time.sleep(0.05)
    assert done == [7]
