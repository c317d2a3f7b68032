"""How long a log-in holds, where one is logged in, and being asked again."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.log_in.rules import RIGHTS
from accounts.log_in.services.sessions import forget_sessions
from accounts.notices.models import Notice
from accounts.people.models import Role
from accounts.staff.models import RightsChange
from accounts.staff.services import save_staff
from foundation.registry import weighty_to_fetch, weighty_to_send
from tests.access.table import PAGES
from tests.factories import UserFactory
from tests.log_in.conftest import PASSWORD

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1"
SITE = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://testserver/staff/"}


def in_(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def is_in(client, **headers):
    return client.get("/profile/", **headers).status_code == 200


@pytest.fixture
def phone(director, enter):
    client = Client(HTTP_USER_AGENT=PHONE)
    enter(client)
    return client


@pytest.fixture
def administrator(director):
    person = UserFactory(username="zhu", role=Role.ADMINISTRATOR, store=director.store)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def office(administrator, enter):
    client = Client()
    enter(client, "zhu")
    return client


def test_a_shared_device_is_logged_out_after_half_an_hour_without_use(director, client, enter):
    enter(client, shared="on")
    assert client.cookies["sessionid"]["max-age"] == ""
    with in_(minutes=26):
        assert is_in(client)
    with in_(minutes=55):
        assert is_in(client)
        # What a page asks for by itself is no use.
    with in_(minutes=80):
        assert is_in(client, HTTP_HX_REQUEST="true")
    with in_(minutes=86):
        assert not is_in(client)
    assert "You were away" in client.get("/login/").content.decode()


def test_ones_own_device_holds_14_days_and_no_longer(director, client, enter):
    enter(client)
    for days in (7, 13):
        with in_(days=days):
            assert is_in(client)
    with in_(days=14, minutes=1):
        assert not is_in(client)


def test_a_log_in_gets_a_key_of_its_own(director, client, enter):
    client.get("/login/passkey/", headers={"accept": "application/json"})
    before = client.cookies["sessionid"].value
    enter(client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_one_sees_and_ends_ones_sessions(director, client, enter, phone):
    enter(client)
    other = Client()
    enter(other)
    page = client.get("/security/").content.decode()
    assert page.count("last used") == 3 and "Safari · iPhone" in page and "This device" in page
    row = UserSession.objects.get(user_agent=PHONE)
    assert client.post(f"/security/sessions/{row.pk}/end/").url == "/security/"
    assert not is_in(phone) and is_in(other)
    client.post("/security/sessions/end/")
    assert is_in(client) and not is_in(other)


def test_nobody_ends_the_sessions_of_others(director, phone, office):
    row = UserSession.objects.get(user_agent=PHONE)
    assert office.post(f"/security/sessions/{row.pk}/end/").status_code == 404
    assert is_in(phone)


def test_a_new_password_ends_the_others_and_keeps_this_one(director, client, enter, phone):
    enter(client)
    new = "battery staple 9"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", fields).url == "/profile/"
    assert is_in(client) and not is_in(phone)
    (row,) = UserSession.objects.all()
    assert row.session_key == client.session.session_key


def test_a_closed_account_has_no_sessions_left(director, administrator, phone, now):
    director.is_active = False
    save_staff(director, by=administrator, now=now)
    assert not UserSession.objects.filter(user=director).exists()
    # Nor are they back when it is opened again.
    type(director).objects.filter(pk=director.pk).update(is_active=True)
    assert not is_in(phone)


def test_what_has_run_out_is_forgotten(director, phone):
    forget_sessions(now=timezone.now() + timedelta(days=13))
    assert UserSession.objects.count() == 1
    forget_sessions(now=timezone.now() + timedelta(days=15))
    assert not UserSession.objects.exists() and not Session.objects.exists()


def queries(client, url="/profile/"):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return [query["sql"].split()[0] for query in found]


def test_an_ordinary_page_writes_nothing_and_asks_no_more(director, client, enter):
    enter(client)
    client.get("/profile/")
    first = queries(client)
    assert set(first) == {"SELECT"}
    # Session, person, and what the page itself shows; nothing of ours.
    plain = Client()
    plain.force_login(director)
    plain.get("/profile/")
    assert len(queries(plain)) == len(first)
    with in_(minutes=4):
        assert "UPDATE" in queries(client)
        assert queries(client) == first


def test_the_list_takes_as_many_queries_for_three_as_for_one(director, client, enter):
    enter(client)
    one = len(queries(client, "/security/"))
    for _n in range(2):
        enter(Client())
    assert len(queries(client, "/security/")) == one


def later(client, minutes=16):
    """The same session when its last proof is a while ago."""
    session = client.session
    session["log_in"] = session["log_in"] | {"proved": timezone.now().timestamp() - minutes * 60}
    session.save()
    return client


def test_who_changes_rights_is_asked_again_and_goes_on(director, office):
    url = f"/staff/{director.pk}/"
    page = office.get(url)
    fields = {b.html_name: b.value() for b in page.context["form"] if b.value() is not None}
    fields |= {"full_name": "何平", "edits": page.context["form"].marks_as_text()}
    later(office)
    asked = office.post(url, fields, **SITE)
    assert "Is it you?" in asked.content.decode() and asked.context["kept"]
    director.refresh_from_db()
    assert director.full_name != "何平"
    held = {"kept": asked.context["kept"]}
    wrong = office.post("/ask-again/", held | {"password": "guess"})
    assert "That is wrong" in wrong.content.decode() and wrong.context["kept"] == held["kept"]
    answer = office.post("/ask-again/", held | {"password": PASSWORD})
    unsent = answer.context["unsent"]
    assert unsent.path == url and "fill_again" not in answer.content.decode()
    assert office.post(unsent.path, dict(unsent.fields)).status_code == 302
    # For a quarter of an hour nobody asks again.
    assert office.post(f"/staff/{director.pk}/password/").status_code == 200


def test_what_is_kept_is_worth_nothing_to_others(director, office, client, enter):
    later(office)
    text = office.post(f"/staff/{director.pk}/password/", **SITE).context["kept"]
    enter(client)
    later(client)
    answer = client.post("/ask-again/", {"kept": text, "password": PASSWORD})
    assert answer.url == "/"


def test_a_code_of_the_second_factor_answers_too(director, client, enter, code_of):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    client.force_login(director)
    TOTP.activate(director, secret)
    later(client)
    assert (
        client.get("/security/app/remove/").url == "/ask-again/?next=%2Fsecurity%2Fapp%2Fremove%2F"
    )
    answer = client.post("/ask-again/", {"code": code_of(secret), "next": "/security/app/remove/"})
    assert answer.url == "/security/app/remove/"
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/ask-again/"])
def test_one_goes_on_to_this_site_alone(goal, director, client):
    client.force_login(director)
    assert client.post("/ask-again/", {"password": "secret", "next": goal}).status_code == 200
    answer = client.post("/ask-again/", {"password": PASSWORD, "next": goal})
    assert answer.url == "/"


def test_every_weighty_address_is_there_and_asks(director, office, settings):
    """Money, rights and exports; by post, and what is fetched by get."""
    exports = {name for name in PAGES if name.startswith("reports:") and name.endswith("_export")}
    assert {"compliance:inbox_decide", "orders:order_cancel"} < weighty_to_send and len(exports) > 9
    assert PAGES.keys() >= weighty_to_send | RIGHTS | weighty_to_fetch
    later(office)
    for name in weighty_to_send | RIGHTS | exports:
        of = PAGES[name].of
        answer = office.post(reverse(name, args=[director.pk] if of else []), **SITE)
        assert "Is it you?" in answer.content.decode(), name
    for name in weighty_to_fetch:
        key = "00000000-0000-0000-0000-000000000000" if PAGES[name].of == "export" else 1
        args = [key] if PAGES[name].of else []
        assert office.get(reverse(name, args=args)).url.startswith("/ask-again/?next="), name


def test_light_decisions_are_taken_without_being_asked(director, client):
    client.force_login(director)
    later(client)
    light = client.post("/inbox/decide/", {"item": ["absence-1", "claim-2"]}, **SITE)
    assert light.status_code == 302
    heavy = client.post("/inbox/decide/", {"item": ["absence-1", "proposal-2"]}, **SITE)
    assert "Is it you?" in heavy.content.decode()
    fragment = client.post("/inbox/decide/", headers={"hx-request": "true"})
    assert fragment["HX-Redirect"].startswith("/ask-again/")


def test_the_administrator_removes_a_lost_second_factor(
    director, administrator, office, phone, now
):
    director.email = "he@example.com"
    director.save()
    TOTP.activate(director, "JBSWY3DPEHPK3PXP")
    page = f"/staff/{director.pk}/"
    assert "Remove the second step" in office.get(page).content.decode()
    assert "make sure that it is them" in office.get(f"{page}second-factor/").content.decode()
    assert office.post(f"{page}second-factor/").url == page
    assert "Remove the second step" not in office.get(page).content.decode()
    assert not is_in(phone)
    change = RightsChange.objects.get(what="factor")
    assert (change.person, change.by) == (director, administrator)
    own = Client()
    own.force_login(director)
    assert "Second factor" in own.get("/staff/rights/").content.decode()
    assert str(Notice.objects.get(person=director)).startswith(
        f"{administrator} changed for you: second factor, yes → no"
    )
    # Where there is none, nothing is noted.
    office.post(f"{page}second-factor/")
    assert RightsChange.objects.filter(what="factor").count() == 1
