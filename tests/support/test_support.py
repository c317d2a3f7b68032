"""Support wanted 支援事项: written by a consultant, answered by their manager, read again (R9.4)."""

import pytest
from django.urls import reverse

from followups.support.models import SupportRequest
from followups.support.services import answer_support, ask_for_support
from tests.browsing import (
    at_fixed_now,  # noqa: F401
    browse,  # noqa: F401
    today,  # noqa: F401
)
from tests.factories import Floor, ManagerFactory

URL = reverse("followups:support_list")


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def wanted(floor, now):
    return ask_for_support(by=floor.consultant, now=now, on=now.date(), text="需要试驾车")


def answer_of(client, wanted, text):
    url = reverse("followups:support_answer", args=[wanted.pk])
    token = str(client.get(url).context["form"]["token"].value())
    return client.post(url, {"token": token, "text": text})


def test_what_a_consultant_writes_reaches_their_manager(floor, browse):  # noqa: F811
    consultant, manager = browse(floor.consultant), browse(floor.manager)
    form = {
        "token": str(consultant.get(URL).context["form"]["token"].value()),
        "text": "需要试驾车",
    }
    for _twice in range(2):
        assert consultant.post(URL, form).url == URL
    assert SupportRequest.objects.count() == 1
    board = manager.get("/", follow=True)
    assert "需要试驾车" in board.content.decode()
    assert list(board.context["support"]) == list(SupportRequest.objects.all())
    assert "nav-badge" in board.content.decode()


def test_the_answer_reaches_the_consultant_until_it_is_read(floor, wanted, browse):  # noqa: F811
    assert answer_of(browse(floor.manager), wanted, "已安排").url == URL
    consultant = browse(floor.consultant)
    home = consultant.get("/").content.decode()
    assert "需要试驾车" in home and "已安排" in home
    assert (
        "需要试驾车" not in browse(floor.manager).get(reverse("followups:board")).content.decode()
    )
    consultant.post(reverse("followups:support_read", args=[wanted.pk]))
    assert "已安排" not in consultant.get("/").content.decode()
    assert "已安排" in consultant.get(URL).content.decode()


def test_a_changed_answer_is_read_anew_and_the_former_is_kept(floor, wanted, now):
    answer_support(by=floor.manager, now=now, wanted=wanted, text="明天")
    SupportRequest.objects.update(read_at=now)
    answer_support(by=floor.director, now=now, wanted=wanted, text="今天")
    wanted.refresh_from_db()
    assert (wanted.answer, wanted.answered_by, wanted.read_at) == ("今天", floor.director, None)
    assert [row.answer for row in wanted.history.order_by("pk")] == ["", "明天", "今天"]


def test_nothing_is_neither_asked_nor_answered(floor, wanted, browse):  # noqa: F811
    page = browse(floor.consultant).post(URL, {"text": "  "})
    assert page.status_code == 200 and "text" in page.context["form"].errors
    assert "text" in answer_of(browse(floor.manager), wanted, " ").context["form"].errors


def test_another_team_neither_sees_nor_answers_it(floor, wanted, browse):  # noqa: F811
    other = browse(ManagerFactory(store=floor.store))
    assert "需要试驾车" not in other.get(URL).content.decode()
    assert other.get(reverse("followups:support_answer", args=[wanted.pk])).status_code == 404
    assert browse(floor.manager).post(URL, {"text": "x"}).status_code == 403
