"""The digest in the page, and the robots' page (R10.1)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from compliance.reminders.models import ChatRobot, Delivery
from foundation.deliveries import DeliveryState
from tests.factories import Floor, UserFactory

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6"


@pytest.fixture
def director(client, floor):
    client.force_login(floor.director)
    return client


def robot_fields(floor, **fields):
    return {
        "store": floor.store.pk,
        "format": "wecom",
        "url": WECOM,
        "secret": "",
        "language": "en",
    } | fields


def test_my_day_stands_on_each_leaders_first_page(floor, client):
    for person in (floor.manager, floor.director):
        client.force_login(person)
        text = client.get("/", follow=True).content.decode()
        assert "My day" in text and f"{reverse('compliance:reminder_list')}?what=today" in text


def test_a_consultants_day_is_his_worklist(floor, client):
    client.force_login(floor.consultant)
    text = client.get("/").content.decode()
    assert "?show=today" in text and "?show=overdue" in text and "My day" not in text


@pytest.mark.parametrize("what", ["overdue", "today", "breaking", "nonsense", ""])
def test_the_list_behind_a_number(floor, client, what):
    client.force_login(floor.manager)
    answer = client.get(reverse("compliance:reminder_list"), {"what": what})
    assert answer.status_code == 200
    assert len(answer.context["page_obj"]) == (0 if what == "breaking" else 1)


def test_a_robot_is_added_and_its_address_never_shown(floor, director):
    answer = director.post(reverse("compliance:robot_create"), robot_fields(floor, secret="SEC9"))
    assert answer.status_code == 302
    robot = ChatRobot.objects.get()
    edit = reverse("compliance:robot_edit", args=[robot.pk])
    for page in (reverse("compliance:robot_list"), edit):
        text = director.get(page).content.decode()
        assert "693a91f6" not in text and "SEC9" not in text
    fields = {"format": "wecom", "url": "", "secret": "", "language": "zh-hans"}
    assert director.post(edit, fields).status_code == 302
    robot.refresh_from_db()
    assert (robot.url, robot.secret, robot.is_active) == (WECOM, "SEC9", False)


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://127.0.0.1/hook",
        "https://qyapi.weixin.qq.com:8443/hook",
        "https://qyapi.weixin.qq.com@example.com/hook",
        "https://user:word@qyapi.weixin.qq.com/hook",
        "https://qyapi.weixin.qq.com.example.com/hook",
        "https://qyapi.weixin.qq.com:port/hook",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_https_addresses_of_known_robots(floor, director, url):
    answer = director.post(reverse("compliance:robot_create"), robot_fields(floor, url=url))
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"url"}
    assert not ChatRobot.objects.exists()


def test_not_for_another_store(floor, director):
    other = Floor()
    fields = robot_fields(other)
    answer = director.post(reverse("compliance:robot_create"), fields)
    assert "store" in answer.context["form"].errors
    robot = ChatRobot.objects.create(store=other.store, format="wecom", url=WECOM)
    assert director.get(reverse("compliance:robot_edit", args=[robot.pk])).status_code == 404
    assert not director.get(reverse("compliance:robot_list")).context["robots"]


def test_what_did_not_arrive_is_shown_to_director_and_administrator(floor, client, now, today):
    common = {"kind": "morning", "on": today, "next_try_at": now}
    robot = ChatRobot.objects.create(store=floor.store, format="wecom", url=WECOM)
    elsewhere = ChatRobot.objects.create(store=Floor().store, format="wecom", url=WECOM)
    Delivery.objects.create(
        user=floor.consultant, state=DeliveryState.UNKNOWN, error="TimeoutError", **common
    )
    Delivery.objects.create(robot=robot, state=DeliveryState.FAILED, error="93000", **common)
    Delivery.objects.create(user=floor.manager, state=DeliveryState.SENT, **common)
    Delivery.objects.create(robot=elsewhere, state=DeliveryState.FAILED, **common)
    for person in (floor.director, UserFactory(store=floor.store, role="administrator")):
        client.force_login(person)
        answer = client.get(reverse("compliance:robot_list"))
        assert len(answer.context["page_obj"]) == 2
        assert "TimeoutError" in answer.content.decode()


def test_identical_posts_make_one_robot(director, floor):
    """With a token of their own, without one, and once more later."""
    url = reverse("compliance:robot_create")
    for token in ("", "broken", str(uuid4())):
        answer = director.post(url, robot_fields(floor, token=token))
    assert "already" in str(answer.context["form"].errors["url"])
    assert ChatRobot.objects.count() == 1
