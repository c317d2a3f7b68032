"""Each robot's format and signature, and every message exactly once, whatever goes wrong (R10.1)."""

import socket

import pytest

from accounts.people.models import User
from compliance.reminders.models import ChatRobot, Delivery
from compliance.reminders.services.sweep import remind
from foundation.deliveries import DeliveryState
from tests.factories import UserFactory

FORMATS = ["wecom", "dingtalk", "feishu"]


@pytest.fixture
def sweep(floor, clock):
    """``sweep(times)``: remind, as often as that; returns the robot's delivery."""

    def run(times=1, minutes=5):
        for _ in range(times):
            remind(floor.store, clock=clock)
            clock.forward(minutes=minutes)
        return Delivery.objects.filter(robot__isnull=False).first()

    return run


@pytest.mark.parametrize("format", FORMATS)
def test_format_and_signature_are_what_the_robot_wants(floor, sweep, join, robots, format):
    join(floor, format)
    assert sweep().state == DeliveryState.SENT
    (text,) = robots.got[format]
    title, *lines = text.splitlines()
    assert title == f"This morning, 21 Nov 2026 · {floor.store}"
    people = (floor.director, floor.manager, floor.consultant)
    assert set(lines) == {f"{person}: Overdue 1; Due today 1" for person in people}


@pytest.mark.parametrize("format", FORMATS)
def test_no_customer_is_named_in_a_room_open_to_many(floor, sweep, join, robots, format):
    """R1.3: neither names nor numbers."""
    join(floor, format)
    sweep()
    (text,) = robots.got[format]
    for opportunity in floor.consultant.opportunities.all():
        assert opportunity.customer.name not in text
        assert opportunity.customer.phone not in text


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "trouble",
    [
        ["500"],
        ["busy"],
        ["429", "500", "busy", "302"],
        ["timeout"],
        ["reset"],
        ["garbage"],
        ["502"],
        ["504"],
        ["500", "timeout"],
        ["busy", "reset"],
    ],
    ids="-".join,
)
def test_every_message_arrives_exactly_once(floor, sweep, join, robots, format, trouble):
    join(floor, format)
    robots.trouble[format] = list(trouble)
    delivery = sweep(8, minutes=30)
    assert len(robots.got[format]) == 1
    assert robots.asked[format] <= len(trouble) + 1
    unclear = {"timeout", "reset", "garbage", "502", "504"} & set(trouble)
    assert delivery.state == (DeliveryState.UNKNOWN if unclear else DeliveryState.SENT)
    assert bool(delivery.error) == bool(unclear)


def test_a_wrong_secret_is_told_and_given_up(floor, sweep, join, robots):
    join(floor, "dingtalk", secret="another")
    delivery = sweep(8, minutes=60)
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "310000 sign not match")
    assert delivery.attempts == robots.asked["dingtalk"] == 6


def test_attempts_lie_further_and_further_apart(floor, sweep, join, robots, clock):
    join(floor, "wecom")
    robots.trouble["wecom"] = ["500"] * 9
    times = []
    for _ in range(60):
        before = robots.asked["wecom"]
        sweep()
        if robots.asked["wecom"] > before:
            times.append(clock())
    gaps = [(b - a).total_seconds() / 60 for a, b in zip(times, times[1:], strict=False)]
    assert gaps == [5, 10, 20, 40, 60]


def test_nobody_listens_at_first(floor, sweep, join, robots):
    """A refused connection proves that nothing arrived."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/cgi-bin/webhook/send?key=693a91f6"
        robot = join(floor, "wecom", url=nobody)
        delivery = sweep()
    assert delivery.state == DeliveryState.WAITING
    assert delivery.error.startswith("ConnectionRefusedError")
    ChatRobot.objects.filter(pk=robot.pk).update(url=robots.url("wecom"))
    assert sweep(3).state == DeliveryState.SENT
    assert len(robots.got["wecom"]) == 1


def test_the_secret_address_is_in_no_error(floor, sweep, join):
    join(floor, "wecom", url="http://no.such.host.invalid/send?key=693a91f6")
    error = sweep().error
    assert error and "693a91f6" not in error and "invalid" not in error


def test_a_long_list_is_cut_at_whole_lines(floor, sweep, join, robots, today):
    for number in range(120):
        person = UserFactory(
            store=floor.store, manager=floor.manager, full_name=f"顾问{number:03}号"
        )
        plan = floor.consultant.deadlines.get(kind="overdue_activity", due_on=today)
        plan.pk, plan.responsible = None, person
        plan.save()
    join(floor, "wecom")
    assert sweep().state == DeliveryState.SENT
    lines = robots.got["wecom"][0].splitlines()
    assert lines[-1].startswith("… and ") and lines[-1].endswith(" more people")
    left_out = int(lines[-1].split()[2])
    told = sum(": " in line for line in lines)
    assert told + left_out == User.objects.filter(store=floor.store).count()


def test_in_the_robots_language(floor, sweep, join, robots):
    join(floor, "feishu", language="zh-hans")
    sweep()
    assert "2026年11月21日" in robots.got["feishu"][0]


def test_a_robot_that_is_off_says_nothing(floor, sweep, join, robots):
    join(floor, "wecom", is_active=False)
    assert sweep() is None
    assert not robots.asked["wecom"]
