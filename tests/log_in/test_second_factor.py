"""The second step: who needs it, by what it is taken, and that a code is right once."""

import json
import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.test import Client

from accounts.log_in.models import Attempt
from accounts.log_in.rules import BOUNDS
from accounts.log_in.services.sealing import seal, unseal
from accounts.people.models import Role
from foundation.kept import FIELD
from tests.factories import UserFactory
from tests.passkeys import Passkey

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def app(director):
    return TOTP.activate(director, SECRET)


def options_on(page):
    text = re.search(r'id="passkey-options"[^>]*>(.*?)</script>', page.content.decode())[1]
    return json.loads(unescape(text))


def is_in(client):
    return client.get("/profile/").status_code == 200


def test_who_needs_none_comes_in_by_the_password(director, client, enter):
    assert enter(client).url == "/"
    assert is_in(client)


def test_who_needs_one_sets_it_up_first(director, client, enter, required, code_of):
    assert enter(client, next="/findings/").status_code == 302
    for url in ("/", "/findings/", "/profile/", "/password/", "/staff/rights/"):
        assert client.get(url).url == "/security/"
    assert client.post("/inbox/decide/").url == "/security/"
    assert client.get("/", headers={"hx-request": "true"})["HX-Redirect"] == "/security/"
    page = client.get("/security/").content.decode()
    assert "Your role needs a second step" in page and 'class="side' not in page
    secret = client.get("/security/app/").context["form"].secret
    wrong = client.post("/security/app/", {"code": "000000"})
    assert "That did not work" in wrong.content.decode()
    code = code_of(secret)
    done = client.post("/security/app/", {"code": code})
    assert done.url == "/security/codes/"
    assert is_in(client)
    other = Client()
    enter(other)
    used = other.post("/login/second-factor/", {"code": code})
    assert "used before" in used.content.decode()
    codes = client.get(done.url).context["unused_codes"]
    assert len(codes) == 10
    # Shown this once.
    again = client.get(done.url).content.decode()
    assert "shown once" in again and not any(code in again for code in codes)


def test_others_and_whoever_is_spared_need_none(director, client, enter, required):
    director.is_spared_second_factor = True
    director.save()
    assert enter(client).status_code == 302
    assert is_in(client)
    other = Client()
    other.force_login(UserFactory(role=Role.CONSULTANT, store=director.store))
    assert is_in(other)


def test_who_becomes_a_leader_is_asked_in_the_same_session(director, client, required):
    director.role = Role.MANAGER
    director.save()
    client.force_login(director)
    assert is_in(client)
    director.role = Role.DIRECTOR
    director.save()
    assert client.get("/profile/").url == "/security/"
    # By the time they have one, this session has to show it.
    TOTP.activate(director, SECRET)
    assert client.get("/profile/").url == "/ask-again/"
    page = client.get("/ask-again/")
    assert list(page.context["form"].fields) == ["code"]


def test_a_code_lets_in_once(director, app, client, enter, code_of):
    assert enter(client).url == "/login/second-factor/"
    assert client.get("/profile/").status_code == 302
    assert "wrong" in client.post("/login/second-factor/", {"code": "000000"}).content.decode()
    code = code_of(SECRET)
    assert client.post("/login/second-factor/", {"code": f"{code[:3]} {code[3:]}"}).url == "/"
    assert is_in(client)
    other = Client()
    enter(other)
    assert "used before" in other.post("/login/second-factor/", {"code": code}).content.decode()
    assert other.post("/login/second-factor/", {"code": code_of(SECRET, later=1)}).url == "/"


def test_a_recovery_code_lets_in_once(director, app, client, enter):
    code = RecoveryCodes.activate(director).generate_codes()[3]
    enter(client)
    assert client.post("/login/second-factor/", {"code": code}).url == "/"
    other = Client()
    enter(other)
    assert other.post("/login/second-factor/", {"code": code}).status_code == 200


def test_codes_are_bounded_by_person_from_wherever(director, app, client, enter, code_of):
    enter(client)
    for _n in range(BOUNDS["factor"].pair):
        assert client.post("/login/second-factor/", {"code": "000000"}).status_code == 200
    answer = client.post("/login/second-factor/", {"code": code_of(SECRET)})
    assert answer.status_code == 429
    assert Attempt.objects.filter(what="factor", person=director, outcome="refused").count() == 1


def test_what_was_being_written_goes_through_the_second_step(director, app, enter, code_of):
    browser = Client()
    written = {"token": "t", "note": "谈了置换"}
    asked = browser.post("/profile/", written, HTTP_ORIGIN="http://testserver")
    enter(browser, **{FIELD: asked.context["kept"]})
    answer = browser.post("/login/second-factor/", {"code": code_of(SECRET)})
    assert ("note", "谈了置换") in answer.context["unsent"].fields


def test_a_passkey_stands_for_all(director, client, enter):
    client.force_login(director)
    passkey = Passkey()
    made = passkey.create(options_on(client.get("/security/passkeys/new/")))
    done = client.post(
        "/security/passkeys/new/", {"name": "My telephone", "credential": json.dumps(made)}
    )
    assert done.url == "/security/codes/"
    assert "My telephone" in client.get("/security/").content.decode()
    other = Client()
    ask = other.get("/login/passkey/", headers={"accept": "application/json"}).json()
    signed = json.dumps(passkey.get(ask["request_options"]))
    answer = other.post("/login/passkey/", {"credential": signed, "next": "/findings/"})
    assert answer.url == "/findings/" and is_in(other)
    assert other.session["log_in"]["factor"]
    # What was signed is worth nothing a second time.
    third = Client()
    third.get("/login/passkey/", headers={"accept": "application/json"})
    refused = third.post("/login/passkey/", {"credential": signed}, follow=True)
    assert "not known here" in refused.content.decode()
    # After the password it is the second step.
    fourth = Client()
    assert enter(fourth).url == "/login/second-factor/"
    page = fourth.get("/login/second-factor/")
    signed = json.dumps(passkey.get(options_on(page)))
    assert fourth.post("/login/second-factor/", {"credential": signed}).url == "/"


@pytest.mark.parametrize("said", ["", "x", "[]", "{}", '{"id": 1}', '{"response": 3}', "\x00"])
def test_a_damaged_passkey_is_a_plain_word(said, director, client):
    client.get("/login/passkey/", headers={"accept": "application/json"})
    page = client.post("/login/passkey/", {"credential": said}, follow=True)
    assert "not known here" in page.content.decode()


def test_a_closed_account_is_not_opened_by_a_passkey(director, client):
    client.force_login(director)
    passkey = Passkey()
    made = passkey.create(options_on(client.get("/security/passkeys/new/")))
    client.post("/security/passkeys/new/", {"credential": json.dumps(made)})
    director.is_active = False
    director.save()
    other = Client()
    ask = other.get("/login/passkey/", headers={"accept": "application/json"}).json()
    signed = json.dumps(passkey.get(ask["request_options"]))
    page = other.post("/login/passkey/", {"credential": signed}, follow=True)
    assert "has been closed" in page.content.decode()


def test_factors_are_removed_and_codes_renewed(director, app, client):
    client.force_login(director)
    RecoveryCodes.activate(director)
    client.get("/security/codes/")
    before = client.get("/security/codes/").context["unused_codes"]
    assert client.post("/security/codes/new/").url == "/security/codes/"
    after = client.get("/security/codes/").context["unused_codes"]
    assert set(before) == {"****"} and "****" not in after
    assert "Remove the authenticator app?" in client.get("/security/app/remove/").content.decode()
    assert client.post("/security/app/remove/").url == "/security/"
    assert not Authenticator.objects.exists()


def test_secrets_are_sealed_and_the_key_can_change(director, app, settings):
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert SECRET not in stored and unseal(stored) == SECRET
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert unseal(stored) == SECRET and unseal(seal("x")) == "x"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        unseal(stored)


def test_nobody_signs_up(client, db):
    for url in ("/accounts/signup/", "/signup/", "/accounts/login/", "/accounts/email/"):
        assert client.get(url).status_code in (302, 404)
    page = client.get("/login/").content.decode().lower()
    assert "sign up" not in page
