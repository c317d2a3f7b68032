"""Second factor, passkey, lost password and sessions, on telephone and desktop, in both languages."""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from playwright.sync_api import expect

from accounts.log_in.services.resets import send_links
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor

NEW = "battery staple 9"
BUTTON = "main form .btn-primary"


def code_of(secret, later=0):
    counter = list(totp.yield_hotp_counters_from_time())[1] + later
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def asked_at(monkeypatch):
    """Lost passwords: what was handed to the worker."""
    asked = []
    monkeypatch.setattr(
        "accounts.log_in.views.resets.send_reset.delay", lambda *given: asked.append(given)
    )
    return asked


def with_passkeys(page):
    """A device that answers by itself, as if a finger were laid on it."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN"), ("desktop", "en-US")])
def test_somebody_who_decides_comes_in(
    transactional_db, new_page, assert_accessible, live_server, settings, asked_at, viewport, locale
):
    settings.SECOND_FACTOR_ROLES = ["director"]
    floor = Floor()
    director = floor.director
    director.set_password(PASSWORD)
    director.email = "director@example.com"
    director.save()
    # A passkey belongs to a name, never to a number.
    site = live_server.url.replace("127.0.0.1", "localhost")

    def enter(page, password=PASSWORD):
        page.goto(f"{site}/login/")
        page.fill("#id_username", director.username)
        page.fill("#id_password", password)
        follow(page, BUTTON)

    # The first log-in leads to the second step; there is nothing else to be seen.
    page = new_page(viewport, locale=locale)
    with_passkeys(page)
    enter(page)
    page.wait_for_url("**/security/")
    assert_accessible(page)
    page.goto(f"{site}/findings/")
    page.wait_for_url("**/security/")
    follow(page, "a[href='/security/app/']")
    assert_accessible(page)
    page.locator("main form details summary").click()
    secret = page.locator("main form details code").inner_text()
    code = code_of(secret)
    page.fill("#id_code", code)
    follow(page, BUTTON)
    page.wait_for_url("**/security/codes/")
    assert_accessible(page)
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.goto(f"{site}/findings/")
    assert "/findings/" in page.url

    # A passkey of this device, which from now on stands for all.
    page.goto(f"{site}/security/passkeys/new/")
    assert_accessible(page)
    page.fill("#id_name", "Telephone")
    page.click(BUTTON)
    page.wait_for_url("**/security/")
    assert_accessible(page)
    assert Authenticator.objects.filter(user=director, type="webauthn").count() == 1
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{site}/login/")
    assert_accessible(page)
    page.click("form[data-passkey] button")
    page.wait_for_url("**/inbox/")

    # Another device: password and a code; a code is right once.
    other = new_page(viewport, locale=locale)
    enter(other)
    other.wait_for_url("**/login/second-factor/")
    assert_accessible(other)
    other.fill("#id_code", code)
    follow(other, BUTTON)
    expect(other.locator("[data-error-summary]")).to_be_visible()
    other.fill("#id_code", codes[0])
    follow(other, BUTTON)
    other.wait_for_url("**/inbox/")

    # It is seen from the first, and signed out there.
    page.goto(f"{site}/security/")
    assert page.locator("form[action*='/sessions/'] button").count() >= 2
    follow(page, "form[action$='/security/sessions/end/'] button")
    other.goto(f"{site}/profile/")
    assert "/login/" in other.url

    # The password is forgotten: a mail, a link, a new one.
    follow(other, "a[href='/forgotten/']")
    assert_accessible(other)
    other.fill("#id_name", "director@example.com")
    follow(other, BUTTON)
    expect(other.locator(".alert-success")).to_be_visible()
    send_links(*asked_at[0][:1], root=asked_at[0][1])
    link = next(word for word in mail.outbox[0].body.split() if "/reset/" in word)
    other.goto(f"{site}{urlsplit(link).path}")
    assert_accessible(other)
    other.fill("#id_new_password1", NEW)
    other.fill("#id_new_password2", NEW)
    follow(other, BUTTON)
    enter(other, NEW)
    other.wait_for_url("**/login/second-factor/")
