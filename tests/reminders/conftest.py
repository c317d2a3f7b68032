"""A floor with something to be reminded of, a clock that is moved by hand, robots on this machine."""

from datetime import timedelta
from unittest import mock

import pytest

from compliance.reminders.models import ChatRobot
from compliance.reminders.services import webhook
from tests.factories import Floor
from tests.reminders.robot_server import SECRET, running


class Clock:
    def __init__(self, moment):
        self.moment = moment

    def __call__(self):
        return self.moment

    def forward(self, **amount):
        self.moment += timedelta(**amount)


@pytest.fixture
def clock(now):
    """Half past nine in the morning, store time."""
    return Clock(now.replace(hour=9, minute=30))


@pytest.fixture(autouse=True)
def at_fixed_now(now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def new_floor(now):
    """``new_floor()``: a store whose consultant has a plan overdue, one due today, and one for later."""

    def build(**fields):
        floor = Floor(**fields)
        for days_ago in (5, 3, 1):
            on = now.date() - timedelta(days=days_ago)
            floor.open(now=now - timedelta(days=days_ago), on=on, plan_in=3, grade="A", days=12)
        return floor

    return build


@pytest.fixture
def floor(db, new_floor):
    return new_floor()


@pytest.fixture
def robots(clock, monkeypatch):
    with running(clock) as server:
        real = webhook._exchange

        def exchange(connection, url, *rest):
            """Patient on a slow machine, but not where no answer will come."""
            connection.timeout = 1 if server.is_silent(url) else 60
            return real(connection, url, *rest)

        monkeypatch.setattr(webhook, "_exchange", exchange)
        yield server


@pytest.fixture
def join(robots):
    """``join(floor, "wecom")``: a robot of the floor's store on the local server."""

    def create(floor, format, **fields):
        secret = "" if format == "wecom" else SECRET
        values = {"url": robots.url(format), "secret": secret, "language": "en"} | fields
        return ChatRobot.objects.create(store=floor.store, format=format, **values)

    return create
