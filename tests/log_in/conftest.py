"""Somebody with a password, and the codes of their authenticator app."""

import pytest
from allauth.mfa.totp.internal import auth as totp

from accounts.people.models import Role
from tests.factories import RegionFactory, StoreFactory, UserFactory

PASSWORD = "correct horse 7"


@pytest.fixture
def director(db):
    """Of a store; has to have a second factor wherever `required` is asked for."""
    store = StoreFactory(region=RegionFactory())
    person = UserFactory(username="he", role=Role.DIRECTOR, store=store)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_ROLES = ["director", "finance"]


@pytest.fixture
def code_of():
    """`code_of(secret, later=1)`: what the app shows now, or half minutes later."""

    def code(secret, later=0):
        counter = list(totp.yield_hotp_counters_from_time())[1] + later
        return totp.format_hotp_value(totp.hotp_value(secret, counter))

    return code


@pytest.fixture
def enter():
    """`enter(client, username)`: name and password, as people type them."""

    def send(client, username="he", password=PASSWORD, **more):
        return client.post("/login/", {"username": username, "password": password} | more)

    return send
