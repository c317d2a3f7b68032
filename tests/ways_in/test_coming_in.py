"""By an account elsewhere only those come in who work here, and as before with their second step."""

from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.log_in.models import Attempt
from accounts.people.models import User
from accounts.ways_in.rules import uid_of
from foundation.kept import FIELD
from tests.ways_in.conftest import WAYS, address_on, is_in
from tests.ways_in.provider_server import CLIENT

NOBODY = "belongs to nobody who works here"


def test_without_settings_there_is_no_way(client, db):
    assert "/login/by/" not in client.get("/login/").content.decode()
    for way in (*WAYS, "x", ""):
        page = client.post("/login/by/", {"way": way}, follow=True)
        assert "is closed" in page.content.decode()
        assert client.get(f"/login/back/{way or 'y'}/?code=1&state=1").status_code == 404


def test_the_page_offers_each_by_post(client, server, db):
    page = client.get("/login/").content.decode()
    assert page.count('formaction="/login/by/"') == 4
    for name in ("WeCom", "DingTalk", "Feishu", "Keycloak"):
        assert f"Log in with {name}" in page
    assert client.get("/login/by/?way=wecom").url == "/login/"
    assert not server.asked
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/login/by/", {"way": "wecom"}).status_code == 403


def test_who_is_linked_comes_in(way, client, director, server, known_as, come):
    known_as(director, way)
    answer = come(client, way, follow=False)
    assert answer.url == "/"
    assert is_in(client) and int(client.session["_auth_user_id"]) == director.pk
    attempt = Attempt.objects.get(what="elsewhere")
    assert (attempt.outcome, attempt.person) == ("right", director)
    assert not client.session["log_in"]["factor"]


def test_one_goes_on_to_where_one_wanted(way, client, director, server, known_as, leave):
    known_as(director, way)
    for goal, led in (("/findings/", "/findings/"), ("https://evil.example/", "/")):
        browser = Client()
        back = server.enter(leave(browser, way, next=goal), "u1")
        assert browser.get(back).url == led


def test_what_was_being_written_and_whose_device_it_is_go_along(director, known_as, server, leave):
    known_as(director, "wecom")
    browser = Client()
    written = {"token": "t", "note": "谈了置换"}
    text = browser.post("/profile/", written, HTTP_ORIGIN="http://testserver").context["kept"]
    # Whoever comes back without having come in finds it on the log-in page, once.
    page = browser.get(server.cancel(leave(browser, "wecom", **{FIELD: text})), follow=True)
    assert page.context["kept"] == text
    assert browser.get("/login/").context["kept"] == ""
    back = server.enter(leave(browser, "wecom", shared="on", **{FIELD: text}), "u1")
    assert ("note", "谈了置换") in browser.get(back).context["unsent"].fields
    assert browser.session["log_in"]["shared"]


def test_who_is_not_known_stays_outside(way, client, director, server, known_as, come):
    known_as(director, way)
    number = User.objects.count()
    page = come(client, way, "u2")
    assert NOBODY in page.content.decode() and not is_in(client)
    assert User.objects.count() == number and SocialAccount.objects.count() == 1
    assert Attempt.objects.get(what="elsewhere").outcome == "wrong"


def test_who_has_left_is_told_the_same(way, client, director, server, known_as, come):
    known_as(director, way)
    director.is_active = False
    director.save()
    page = come(client, way)
    assert NOBODY in page.content.decode() and not is_in(client)


def test_a_name_or_number_elsewhere_is_nobody_here(way, client, director, server, come):
    """DingTalk and Feishu tell a name that people choose: here it is the director's user name."""
    page = come(client, way, "he")
    assert NOBODY in page.content.decode()


def test_another_companys_list_is_another_list(director, client, server, known_as, come, settings):
    known_as(director, "wecom")
    SocialAccount.objects.update(uid=uid_of("another", "u1"))
    assert NOBODY in come(client, "wecom").content.decode()


def test_wecom_names_are_the_same_in_capitals(director, client, server, known_as, come):
    known_as(director, "wecom", "zhang")
    assert come(client, "wecom", "ZhAng", follow=False).url == "/"


def test_in_wecoms_own_app_nothing_is_scanned(director, server, known_as):
    known_as(director, "wecom")
    browser = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) wxwork/4.1 MicroMessenger/7.0")
    address = address_on(browser.post("/login/by/", {"way": "wecom"}))
    assert "/connect/oauth2/authorize?" in address and "scope=snsapi_base" in address
    assert browser.get(server.enter(address, "u1")).url == "/"


def test_only_members_of_the_company_come_in_by_wecom(director, client, server, known_as, come):
    known_as(director, "wecom")
    page = come(client, "wecom", is_stranger=True)
    assert "did not confirm" in page.content.decode() and not is_in(client)


def test_the_second_step_is_asked_for(way, client, director, server, known_as, come, settings):
    settings.SECOND_FACTOR_ROLES = ["director"]
    known_as(director, way)
    come(client, way)
    assert client.get("/profile/").url == "/security/"
    TOTP.activate(director, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    browser = Client()
    assert come(browser, way, follow=False).url == "/login/second-factor/"
    assert not is_in(browser)


def test_unless_the_one_shown_there_counts(client, director, server, known_as, come, settings):
    settings.SECOND_FACTOR_ROLES = ["director"]
    settings.SECOND_FACTOR_ELSEWHERE = ["oidc"]
    TOTP.activate(director, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    known_as(director, "oidc")
    known_as(director, "feishu")
    assert come(client, "oidc", follow=False).url == "/"
    assert is_in(client) and client.session["log_in"]["factor"]
    browser = Client()
    assert come(browser, "feishu", follow=False).url == "/login/second-factor/"


def test_a_verified_address_links_once_where_the_settings_say_so(
    client, director, other, server, come, settings
):
    claims = {"email": "HE@example.com", "email_verified": True}
    assert NOBODY in come(client, "oidc", **claims).content.decode()
    settings.OIDC_MATCH_EMAIL = True
    assert NOBODY in come(client, "oidc", **claims | {"email_verified": False}).content.decode()
    other.email = "he@example.com"
    other.save()
    assert NOBODY in come(client, "oidc", **claims).content.decode()
    other.is_active = False
    other.save()
    assert come(client, "oidc", follow=False, **claims).url == "/"
    assert SocialAccount.objects.get().user == director
    # From then on it is the account that counts, not the address.
    browser = Client()
    assert NOBODY in come(browser, "oidc", "u2", **claims).content.decode()
    assert come(browser, "oidc", follow=False).url == "/"


def test_an_address_that_only_the_userinfo_tells(client, director, server, come, settings):
    settings.OIDC_MATCH_EMAIL = True
    server.told = {"sub": "somebody else"}
    assert NOBODY in come(client, "oidc").content.decode()
    server.told = {}
    assert come(client, "oidc", follow=False).url == "/"


def test_many_tries_are_refused_unseen(way, client, director, server, known_as, leave):
    known_as(director, way)
    for _n in range(20):
        back = server.enter(leave(client, way), "u2")
        assert client.get(back).status_code == 302
    number = len(server.asked)
    back = server.enter(leave(client, way), "u1")
    number += way == "oidc"
    assert client.get(back).status_code == 429
    assert len(server.asked) == number and not is_in(client)


def test_the_uid_tells_nothing():
    assert "zhang" not in uid_of(CLIENT, "zhang")
