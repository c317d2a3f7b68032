"""The log-in ended while somebody was writing: nothing that they typed is lost."""

import secrets
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse

from foundation import kept as keeping
from foundation.kept import AGAIN, FIELD, keep, kept
from tests.browsing import at_fixed_now, browse, client, fields, floor, today  # noqa: F401
from tests.factories import Floor

PASSWORD = "correct horse 7"
SITE = {"HTTP_ORIGIN": "http://testserver"}
SAID = {"result": "reached", "content": "谈了置换", "feedback": "再考虑"}


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, plan_in=0)


@pytest.fixture
def url(opportunity):
    return reverse("followups:log_plan", args=[opportunity.activities.get().pk])


@pytest.fixture
def written(client, url, fields):
    return fields(client.get(url), **SAID)


def log_in(client, floor, answer, password=PASSWORD):
    floor.consultant.set_password(PASSWORD)
    floor.consultant.save()
    person = {"username": floor.consultant.username, "password": password}
    return client.post("/login/", person | {FIELD: answer.context["kept"]})


def filled_again(client, answer):
    """What the page after the log-in sends by itself."""
    unsent = answer.context["unsent"]
    return client.post(unsent.path, dict(unsent.fields) | {AGAIN: "1"})


def test_the_form_comes_back_filled_and_one_tap_saves_it(floor, opportunity, url, written):
    browser = Client()
    answer = browser.post(url, written, **SITE)
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "it comes back as you wrote it" in page and "谈了置换" not in page
    # A wrong password in between loses nothing.
    answer = log_in(browser, floor, answer, "wrong")
    assert "User name or password is wrong" in answer.content.decode()
    answer = filled_again(browser, log_in(browser, floor, answer))
    assert "This is not saved yet." in answer.content.decode()
    assert answer.context["form"]["content"].value() == "谈了置换"
    assert opportunity.activities.get().is_planned
    typed = {bound.html_name: bound.value() or "" for bound in answer.context["form"]}
    assert browser.post(url, typed | {"token": written["token"]}).status_code == 302
    assert opportunity.activities.get(state="executed").content == "谈了置换"


def test_without_a_valid_page_it_comes_back_too(floor, client, url, written):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(floor.consultant)
    answer = browser.post(url, written, **SITE)
    assert answer.status_code == 403
    assert ("content", "谈了置换") in answer.context["unsent"].fields


def test_another_sites_words_are_not_offered(floor, url, written):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(floor.consultant)
    answer = browser.post(url, written, HTTP_ORIGIN="https://evil.example")
    assert (answer.status_code, answer.context.get("unsent")) == (403, None)
    assert "This form is too old" in answer.content.decode()


def test_who_may_not_see_the_page_sees_it_by_no_kept_form(floor, url, written):
    other = Floor()
    browser = Client()
    answer = log_in(browser, other, browser.post(url, written, **SITE))
    assert filled_again(browser, answer).status_code == 404


def request(**data):
    return RequestFactory().post("/x/?a=1", {"token": "t"} | data, **SITE)


def test_passwords_and_the_pages_own_token_are_left_out():
    text = keep(request(new_password1="secret", csrfmiddlewaretoken="c", note="A"))
    assert kept(text).fields == [("token", "t"), ("note", "A")]
    assert kept(text).path == "/x/?a=1"


@pytest.mark.parametrize("text", ["", "x", "x:y:z", "a" * 400_000])
def test_a_damaged_one_is_none(text):
    assert kept(text) is None
    assert kept(signing.dumps(["/", []])) is None


def test_an_old_one_is_none(monkeypatch):
    text = keep(request())
    monkeypatch.setattr(keeping, "KEPT_FOR", timedelta(seconds=-1))
    assert kept(text) is None


@pytest.mark.parametrize("asked", ["GET", "no token", "too long"])
def test_what_is_not_kept(asked):
    if asked == "GET":
        wanted = RequestFactory().get("/x/", {"token": "t"}, **SITE)
    elif asked == "no token":
        wanted = RequestFactory().post("/x/", {"note": "A"}, **SITE)
    else:
        wanted = request(note=secrets.token_hex(400_000))
    assert keep(wanted) == ""
