"""Several workers at once, one of them killed: nobody is reminded twice (R10.1)."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from accounts.people.models import User
from compliance.reminders.models import Delivery
from compliance.reminders.services.deliveries import expire_leases
from compliance.reminders.services.sweep import remind
from foundation.deliveries import DeliveryState

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORKER = """
import os, signal, sys
from datetime import datetime
import django
django.setup()
from accounts.people.models import Store
from compliance.reminders.services import sweep, webhook

pk, moment, dies = sys.argv[1:]
real = webhook._exchange

def and_die(*arguments):
    real(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

if dies:
    webhook._exchange = and_die
clock = lambda: datetime.fromisoformat(moment)
print(sweep.remind(Store.objects.get(pk=pk), clock=clock))
"""


@pytest.fixture
def owed(floor, join):
    for number, person in enumerate([floor.consultant, floor.manager, floor.director]):
        User.objects.filter(pk=person.pk).update(email=f"p{number}@example.com")
    for format in ("wecom", "dingtalk", "feishu"):
        join(floor, format)
    return floor


@pytest.fixture
def start(process_environment, clock, owed):
    def run(dies=""):
        return subprocess.Popen(
            [sys.executable, "-c", WORKER, str(owed.store.pk), clock().isoformat(), dies],
            env=process_environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


@pytest.mark.parametrize("attempt", range(3))
def test_threads_at_once_send_once(owed, clock, robots, attempt):
    barrier = Barrier(4)

    def work():
        try:
            barrier.wait(timeout=60)
            return remind(owed.store, clock=clock)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = [future.result() for future in [pool.submit(work) for _ in range(4)]]
    assert sum(sent) == 6
    assert sorted(message.to[0][:2] for message in mail.outbox) == ["p0", "p1", "p2"]
    assert {format: len(texts) for format, texts in robots.got.items()} == {
        "wecom": 1,
        "dingtalk": 1,
        "feishu": 1,
    }


def test_processes_at_once_send_once(owed, start, robots):
    processes = [start() for _ in range(3)]
    sent = 0
    for process in processes:
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        # The mails are printed as well, as there is no server.
        sent += int(output.splitlines()[-1])
    assert sent == 6
    assert [len(robots.got[name]) for name in ("wecom", "dingtalk", "feishu")] == [1, 1, 1]


def test_killed_after_sending_is_not_repeated_and_the_rest_goes_on(owed, start, robots, clock):
    killed = start(dies="yes")
    _, errors = killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL, errors
    assert sum(len(texts) for texts in robots.got.values()) == 1
    clock.forward(minutes=11)
    expire_leases(clock())
    remind(owed.store, clock=clock)
    assert [len(robots.got[name]) for name in ("wecom", "dingtalk", "feishu")] == [1, 1, 1]
    states = list(Delivery.objects.filter(robot__isnull=False).values_list("state", flat=True))
    assert sorted(states) == [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.UNKNOWN]
