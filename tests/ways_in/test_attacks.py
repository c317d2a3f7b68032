"""Forged returns, and providers that fail, hang, lie or babble: a plain word, nobody in, no secret in a log."""

import logging
from time import monotonic
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.ways_in.services import asking
from tests.ways_in.conftest import is_in
from tests.ways_in.provider_server import SECRET

NOT_BEGUN = "did not begin here"
PATHS = {
    "wecom": ["/gettoken", "/getuserinfo"],
    "dingtalk": ["/userAccessToken", "/me"],
    "feishu": ["/internal", "/access_token", "/user_info"],
    "oidc": ["/openid-configuration", "/token", "/keys"],
}
TROUBLE = [
    "breaks_off",
    "drips",
    "fails",
    "hangs",
    "leads_elsewhere",
    "nests",
    "says_a_list",
    "says_html",
    "says_much",
    "says_nothing",
    "says_null",
    "says_rubbish",
]


@pytest.fixture(autouse=True)
def who_is_known(director, server, known_as, way):
    known_as(director, way)
    return director


def refused(client, url, word):
    page = client.get(url, follow=True)
    text = page.content.decode()
    assert page.status_code == 200 and word in text and 'name="password"' in text, text[:3000]
    return not is_in(client)


def changed(url, **values):
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | values
    return f"{parts.path}?{urlencode({name: v for name, v in query.items() if v is not None})}"


def test_the_state_is_this_browsers_and_holds_once(way, client, server, leave):
    for state in (None, "", "x", "0" * 16, "\x00"):
        assert refused(
            client, changed(server.enter(leave(client, way), "u1"), state=state), NOT_BEGUN
        )
    # Log-in as somebody else: whoever is led to another's return is not logged in as them.
    back = server.enter(leave(Client(), way), "u1")
    assert refused(client, back, NOT_BEGUN)
    back = server.enter(leave(client, way), "u1")
    assert client.get(back).url == "/" and is_in(client)
    client.post("/logout/")
    assert refused(client, back, NOT_BEGUN)
    assert refused(Client(), back, NOT_BEGUN)


def test_the_state_of_one_way_is_not_anothers(way, client, server, leave):
    other = "feishu" if way != "feishu" else "wecom"
    back = server.enter(leave(client, way), "u1")
    assert refused(client, back.replace(f"/{way}/", f"/{other}/"), NOT_BEGUN)


def test_a_code_is_good_once(way, client, server, leave):
    first = server.enter(leave(client, way), "u1")
    assert client.get(first).url == "/"
    name = "authCode" if way == "dingtalk" else "code"
    code = dict(parse_qsl(urlsplit(first).query))[name]
    browser = Client()
    again = changed(server.enter(leave(browser, way), "u1"), **{name: code})
    assert refused(browser, again, "did not confirm")


@pytest.mark.parametrize("code", ["", "x", "\x00", "钥匙", "a" * 5000])
def test_a_made_up_code(code, way, client, server, leave):
    name = "authCode" if way == "dingtalk" else "code"
    back = changed(server.enter(leave(client, way), "u1"), **{name: code})
    assert refused(client, back, "did not confirm" if code else "Nothing has changed")


def test_who_breaks_off_there_is_outside_here(way, client, server, leave):
    assert refused(client, server.cancel(leave(client, way)), "Nothing has changed")


@pytest.mark.parametrize("trouble", TROUBLE)
def test_whatever_is_answered_is_a_plain_word(trouble, way, client, server, leave, monkeypatch):
    monkeypatch.setattr(asking, "PATIENCE", 0.4 if trouble in ("drips", "hangs") else 30)
    for path in PATHS[way]:
        back = server.enter(leave(client, way), "u1")
        server.trouble = {path: trouble}
        begun = monotonic()
        assert refused(client, back, "did not confirm")
        assert monotonic() - begun < 8
        server.trouble = {}


def test_a_provider_that_is_not_there(way, client, server, leave, settings):
    back = server.enter(leave(client, way), "u1")
    settings.WAYS_IN_HOSTS = dict.fromkeys(settings.WAYS_IN_HOSTS, "http://127.0.0.1:1")
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:1"
    assert refused(client, back, "did not confirm")
    if way == "oidc":
        page = client.post("/login/by/", {"way": way}, follow=True).content.decode()
        assert "cannot be reached" in page


def test_no_secret_is_logged(way, client, server, leave, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.WARNING)  # as the settings say
    first, second = (server.enter(leave(client, way), "u1") for _n in range(2))
    server.trouble = {PATHS[way][-1]: "fails"}
    client.get(first)
    server.trouble = {}
    assert client.get(second).url == "/"
    codes = {value for name, value in parse_qsl(urlsplit(first).query)}
    said = caplog.text
    assert "log-in by" in said and SECRET not in said
    assert not [code for code in codes if code in said] and "app-token" not in said


def test_nothing_is_linked_by_all_this(way, client, server, leave):
    client.get(f"/login/back/{way}/?code=1&state=1")
    assert SocialAccount.objects.count() == 1
