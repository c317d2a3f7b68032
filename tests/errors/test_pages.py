"""What the site answers by itself: health, language, policies, errors."""

from unittest import mock

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from crm_site.errors import views
from foundation.clock import RequestClock
from tests.factories import UserFactory


def test_health_needs_no_login(client, db):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_health_says_when_the_database_is_away(client, db, monkeypatch):
    def refuse():
        raise views.DatabaseError("away")

    with monkeypatch.context() as away:
        away.setattr(views.connection, "cursor", refuse)
        assert client.get("/health").status_code == 503


def test_no_inline_script_or_style_may_run(client, db):
    policy = client.get("/health").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy and "style-src 'self'" in policy


def test_the_language_is_chosen_before_the_login_and_kept(client, db):
    client.post("/language", {"language": "zh-hans", "next": "/health"})
    assert client.cookies["django_language"].value == "zh-hans"
    assert client.get("/health").headers["Content-Language"] == "zh-hans"


def test_the_browser_proposes_the_language(client, db):
    answer = client.get("/health", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert answer.headers["Content-Language"] == "zh-hans"


def test_an_unknown_page_is_404_in_words(db):
    assert Client().get("/no-such-page/").status_code == 404


def test_errors_stay_readable_when_their_page_fails(monkeypatch):
    def fail(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "render_to_string", fail)
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"went wrong on our side" in answer.content


def test_a_page_knows_one_moment(rf):
    seen = []

    def view(request):
        seen.extend([request.now, request.now])
        return HttpResponse()

    RequestClock(view)(rf.get("/"))
    assert seen[0] is seen[1] and seen[0].tzinfo is not None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_locked_for_too_long_is_a_plain_word(method, client, db):
    """On the page and while saving, in the language of whoever asks; the page itself asks no database."""
    client.force_login(UserFactory(role="administrator"))
    locked = OperationalError("database is locked")
    with mock.patch("accounts.staff.views.staff_visible_to", side_effect=locked):
        answer = getattr(client, method)("/staff/", headers={"accept-language": "zh-hans"})
    assert answer.status_code == 503 and answer["Retry-After"] == "5"
    assert "请稍后重试" in answer.content.decode() and "locked" not in answer.content.decode()
