"""Log-in, log-out, the language that stays with a person, and the error pages."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from accounts.people.models import Role, User

PASSWORD = "correct horse 7"


@pytest.fixture
def person(db):
    return User.objects.create_user("zhao", PASSWORD, full_name="赵敏", role=Role.CONSULTANT)


def log_in(client, password=PASSWORD):
    return client.post("/login/", {"username": "zhao", "password": password})


def test_log_in_and_out(client, person):
    assert log_in(client).status_code == 302
    assert client.get("/profile/").status_code == 200
    assert client.get("/logout/").status_code == 405
    page = client.post("/logout/", follow=True)
    assert "You are logged out." in page.content.decode()
    assert client.get("/profile/").status_code == 302


def test_wrong_password_keeps_the_name_and_says_so(client, person):
    page = log_in(client, "wrong").content.decode()
    assert "User name or password is wrong" in page
    assert 'value="zhao"' in page


def test_the_browser_chooses_the_language_first(client, db):
    page = client.get("/login/", headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert '<html lang="zh-hans">' in page.content.decode()


def test_a_chosen_language_is_remembered_on_another_machine(client, person):
    log_in(client)
    client.post("/language/choose", {"language": "zh-hans", "next": "/profile/"})
    person.refresh_from_db()
    assert person.language == "zh-hans"
    elsewhere = Client(headers={"accept-language": "en"})
    assert log_in(elsewhere).cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    assert '<html lang="zh-hans">' in elsewhere.get("/profile/").content.decode()


def test_an_unknown_language_is_not_kept(client, person):
    log_in(client)
    client.post("/language/choose", {"language": "xx", "next": "/profile/"})
    person.refresh_from_db()
    assert person.language == ""


def test_profile_saves_language_and_address(client, person):
    log_in(client)
    answer = client.post("/profile/", {"language": "zh-hans", "email": "zhao@example.com"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.language, person.email) == ("zh-hans", "zhao@example.com")


def test_password_change(client, person):
    log_in(client)
    new = "battery staple 9"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", fields).status_code == 302
    assert log_in(Client(), new).status_code == 302


@pytest.mark.parametrize(
    ("new", "why"),
    [("elevenchars", "at least 12"), ("x1" * 65, "at most 128"), ("qwerty123456", "too common")],
)
def test_a_new_password_is_long_enough_and_not_known_to_all(new, why, client, person):
    log_in(client)
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert why in client.post("/password/", fields).content.decode()


def test_the_menu_leaves_out_pages_that_do_not_exist(client, person):
    log_in(client)
    page = client.get("/profile/").content.decode()
    assert 'href="None"' not in page
    assert 'href=""' not in page


@pytest.mark.parametrize("name", ["errors/500.html", "errors/csrf.html", "errors/404.html"])
def test_error_pages_need_no_context(name):
    assert "<h1>" in render_to_string(name)


def test_a_form_without_its_token_gets_a_friendly_page(db):
    page = Client(enforce_csrf_checks=True).post("/login/", {})
    assert page.status_code == 403
    assert "This form is too old" in page.content.decode()


def test_after_the_log_out_the_device_keeps_nothing(client, person):
    log_in(client)
    assert client.post("/logout/")["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize("goal", ["/login/", "/login/?next=/login/"])
def test_whoever_is_logged_in_is_not_led_in_a_circle(goal, client, person):
    client.force_login(person)
    assert client.get("/login/", {"next": goal}).url == "/"
    assert client.post("/login/", {"next": goal}).url == "/"
