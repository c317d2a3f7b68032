"""Linking an account elsewhere, parting with it, and who is told."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.notices.models import Notice
from accounts.people.models import Role
from accounts.staff.models import RightsChange
from accounts.staff.services import reset_factors, reset_password
from accounts.ways_in.rules import Identity
from accounts.ways_in.services.links import NotLinked, link_account, unlink_account
from tests.factories import UserFactory
from tests.ways_in.conftest import address_on, is_in


@pytest.fixture
def inside(director, client):
    client.force_login(director)
    return client


def set_out(client, way):
    return address_on(client.post("/security/accounts/link/", {"way": way}))


def told(person):
    return [str(each) for each in Notice.objects.filter(person=person).order_by("pk")]


def test_one_links_comes_in_by_it_and_parts_with_it(way, inside, director, server, come):
    page = inside.get("/security/").content.decode()
    assert page.count("not linked") == 4
    page = inside.get(server.enter(set_out(inside, way), "u1"), follow=True)
    assert "lets you in from now on" in page.content.decode()
    assert page.content.decode().count("not linked") == 3
    link = SocialAccount.objects.get()
    # Nothing of what the provider tells is kept.
    assert (link.user, link.provider, link.extra_data) == (director, way, {})
    browser = Client()
    assert come(browser, way, follow=False).url == "/"
    url = f"/security/accounts/{link.pk}/unlink/"
    assert "Unlink your account of" in inside.get(url).content.decode()
    for _n in range(2):
        assert inside.post(url).url == "/security/"
    assert not SocialAccount.objects.exists()
    browser = Client()
    come(browser, way)
    assert not is_in(browser)
    changes = RightsChange.objects.filter(person=director, what="way").order_by("pk")
    assert [(bool(row.before), bool(row.after), row.by) for row in changes] == [
        (False, True, director),
        (True, False, director),
    ]
    assert "lets you in from now on" in told(director)[0]
    assert "no longer lets you in" in told(director)[1]


def test_whoever_heads_the_region_is_told_of_a_leaders(director, now):
    head = UserFactory(role=Role.DIRECTOR, store=None, region=director.store.region)
    link_account(director, Identity("wecom", "x"), now=now)
    assert "WeCom" in told(head)[0] and len(told(director)) == 1


def test_a_way_that_is_closed_can_still_be_parted_with(inside, director, now):
    assert "Accounts elsewhere" not in inside.get("/security/").content.decode()
    link_account(director, Identity("wecom", "x"), now=now)
    page = inside.get("/security/").content.decode()
    assert "WeCom" in page and "/unlink/" in page
    again = inside.post("/security/accounts/link/", {"way": "wecom"}, follow=True)
    assert "is closed" in again.content.decode()


def test_one_is_asked_again_before(inside, director, server):
    session = inside.session
    session["log_in"] |= {"proved": 0}
    session.save()
    here = {"HTTP_ORIGIN": "http://testserver"}
    asked = inside.post("/security/accounts/link/", {"way": "wecom"}, **here)
    assert "Is it you?" in asked.content.decode() and not server.asked
    kept = {"password": "correct horse 7", "kept": asked.context["kept"]}
    goes_on = inside.post("/ask-again/", kept)
    assert ("way", "wecom") in goes_on.context["unsent"].fields
    # Nor does an old proof hold for whoever comes back late.
    address = set_out(inside, "wecom")
    session = inside.session
    session["log_in"] |= {"proved": 0}
    session.save()
    page = inside.get(server.enter(address, "u1"), follow=True)
    assert "took too long" in page.content.decode() and not SocialAccount.objects.exists()


def test_whoever_has_no_password_here_is_told_what_to_do(inside, director, server):
    director.set_unusable_password()
    director.save()
    inside.force_login(director)
    page = inside.get("/ask-again/").content.decode()
    assert "You have no password here" in page and 'name="code"' not in page


def test_an_account_is_one_persons(way, inside, other, server, known_as):
    known_as(other, way)
    page = inside.get(server.enter(set_out(inside, way), "u1"), follow=True)
    assert "linked to somebody else" in page.content.decode()
    assert SocialAccount.objects.get().user == other


def test_one_of_each_way(inside, director, server, known_as):
    known_as(director, "feishu")
    page = inside.get(server.enter(set_out(inside, "feishu"), "u1"), follow=True)
    assert "lets you in" in page.content.decode()
    page = inside.get(server.enter(set_out(inside, "feishu"), "u2"), follow=True)
    assert "Remove it first" in page.content.decode()
    assert SocialAccount.objects.count() == 1


def test_what_set_out_for_one_does_not_link_another(inside, director, other, server):
    """A forged return: of another browser, another person, or of a log-in."""
    back = server.enter(set_out(inside, "wecom"), "u1")
    browser = Client()
    browser.force_login(other)
    assert "did not begin here" in browser.get(back, follow=True).content.decode()
    address = set_out(inside, "wecom")
    session = inside.session
    kept = session["socialaccount_states"]
    inside.force_login(other)
    session = inside.session
    session["socialaccount_states"] = kept
    session.save()
    page = inside.get(server.enter(address, "u1"), follow=True)
    assert not SocialAccount.objects.exists() and page.status_code == 200


def test_whoever_logged_out_meanwhile_links_nothing(inside, director, server):
    address = set_out(inside, "oidc")
    inside.post("/logout/")
    page = inside.get(server.enter(address, "u1"), follow=True)
    assert "did not begin here" in page.content.decode()
    assert not SocialAccount.objects.exists() and not is_in(inside)


def test_only_ones_own_is_parted_with(inside, other, now):
    link_account(other, Identity("wecom", "x"), now=now)
    url = f"/security/accounts/{SocialAccount.objects.get().pk}/unlink/"
    assert inside.get(url).status_code == 404
    assert inside.post(url).status_code == 404 and SocialAccount.objects.exists()


def test_breaking_off_changes_nothing(way, inside, server):
    page = inside.get(server.cancel(set_out(inside, way)), follow=True)
    assert "Nothing has changed" in page.content.decode()
    server.trouble = {"": "fails"}
    if way != "oidc":
        page = inside.get(server.enter(set_out(inside, way), "u1"), follow=True)
        assert "did not confirm" in page.content.decode()
    else:
        page = inside.post("/security/accounts/link/", {"way": way}, follow=True)
        assert "cannot be reached" in page.content.decode()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("reset", [reset_factors, reset_password])
def test_what_an_administrator_resets_ends_it_too(reset, director, other, known_as, now):
    known_as(director, "wecom")
    known_as(director, "oidc")
    reset(director, by=other, now=now + timedelta(hours=1))
    assert not SocialAccount.objects.exists()
    changes = RightsChange.objects.filter(person=director, what="way", by=other)
    assert sorted(row.before for row in changes) == ["Keycloak", "wecom"]


def test_the_administrator_finds_where(director, client, now):
    link_account(director, Identity("wecom", "x"), now=now)
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, store=director.store))
    page = client.get(f"/staff/{director.pk}/").content.decode()
    assert f"/staff/{director.pk}/second-factor/" in page


def test_twice_is_once(director, other, now):
    assert link_account(director, Identity("wecom", "x"), now=now)
    assert not link_account(director, Identity("wecom", "x"), now=now)
    with pytest.raises(NotLinked, match="somebody else"):
        link_account(other, Identity("wecom", "x"), now=now)
    pk = SocialAccount.objects.get().pk
    assert unlink_account(director, pk, now=now) == "WeCom"
    assert unlink_account(director, pk, now=now) == ""
    assert RightsChange.objects.filter(what="way").count() == 2
