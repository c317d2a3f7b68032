"""A test message to a chat robot, with a clear answer on the page (R10.1)."""

import pytest

from tests.factories import Floor

FORMATS = ["wecom", "dingtalk", "feishu"]


@pytest.fixture
def press(client, floor):
    """`press(robot)`: press the button on the page; returns what is said."""

    def press(robot, times=1, by=None):
        client.force_login(by or floor.director)
        page = client.get("/robots/")
        forms = {robot.pk: form for robot, form in page.context["robots"]}
        token = str(forms[robot.pk]["token"].value())
        for _ in range(times):
            answer = client.post(f"/robots/{robot.pk}/test/", {"token": token}, follow=True)
        return [(m.level_tag, str(m)) for m in answer.context["messages"]]

    return press


@pytest.mark.parametrize("format", FORMATS)
def test_it_arrives_and_that_is_said(format, floor, join, robots, press, clock, now):
    clock.moment = now
    robot = join(floor, format)
    ((level, said),) = press(robot)
    assert level == "success" and "arrived" in said
    (text,) = robots.got[format]
    assert str(floor.store) in text


@pytest.mark.parametrize(
    "trouble, level, words",
    [
        ("500", "error", "did not arrive (HTTP 500)"),
        ("busy", "error", "did not arrive"),
        ("timeout", "warning", "unknown"),
        ("502", "warning", "unknown (HTTP 502)"),
    ],
)
def test_what_went_wrong_is_said(trouble, level, words, floor, join, robots, press):
    robot = join(floor, "wecom")
    robots.trouble["wecom"] = [trouble]
    ((found, said),) = press(robot)
    assert words in said
    assert found in (level, "danger" if level == "error" else level)
    assert robot.url not in said


def test_pressed_twice_one_message_comes(floor, join, robots, press):
    press(join(floor, "wecom"), times=2)
    assert len(robots.got["wecom"]) == 1


def test_in_the_language_of_the_room(floor, join, robots, press):
    press(join(floor, "wecom", language="zh-hans"))
    (text,) = robots.got["wecom"]
    assert "测试消息" in text


def test_only_who_keeps_the_robot(floor, join, client, robots):
    robot = join(floor, "wecom")
    url = f"/robots/{robot.pk}/test/"
    for person, status in ((Floor().director, 404), (floor.manager, 403)):
        client.force_login(person)
        assert client.post(url).status_code == status
    client.force_login(floor.director)
    assert client.get(url).status_code == 405
    assert not robots.got["wecom"]


def test_a_nul_in_the_form_sends_nothing(floor, join, client, robots):
    robot = join(floor, "wecom")
    client.force_login(floor.director)
    answer = client.post(f"/robots/{robot.pk}/test/", {"token": "a\x00b"})
    assert answer.status_code == 302 and not robots.got["wecom"]
