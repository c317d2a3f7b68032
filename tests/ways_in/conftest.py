"""All four ways open, to a provider on this machine; somebody with a password whom an account elsewhere knows."""

import re
from html import unescape

import pytest

from accounts.people.models import Role
from accounts.ways_in.rules import Identity, uid_of
from accounts.ways_in.services.links import link_account
from crm_site.settings.ways import ways_in
from tests.factories import RegionFactory, StoreFactory, UserFactory
from tests.ways_in.provider_server import AGENT, CLIENT, SECRET, running

WAYS = ["wecom", "dingtalk", "feishu", "oidc"]


@pytest.fixture
def server(settings):
    with running() as server:
        settings.SOCIALACCOUNT_PROVIDERS = ways_in(
            oidc=(server.address, CLIENT, SECRET),
            wecom=(CLIENT, AGENT, SECRET),
            dingtalk=(CLIENT, SECRET),
            feishu=(CLIENT, SECRET),
        )
        settings.OIDC_NAME = "Keycloak"
        settings.WAYS_IN_HOSTS = dict.fromkeys(settings.WAYS_IN_HOSTS, server.address)
        yield server


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def director(db):
    store = StoreFactory(region=RegionFactory())
    person = UserFactory(username="he", role=Role.DIRECTOR, store=store, email="he@example.com")
    person.set_password("correct horse 7")
    person.save()
    return person


@pytest.fixture
def other(director):
    return UserFactory(store=director.store)


@pytest.fixture
def known_as(server, now):
    """``known_as(person, way)``: the person is linked; returns whom the provider knows them as."""

    def link(person, way, subject="u1"):
        scope = server.address if way == "oidc" else CLIENT
        link_account(person, Identity(way, uid_of(scope, subject)), now=now)
        return subject

    return link


@pytest.fixture
def leave():
    """``leave(client, way)``: where one is sent from the log-in page."""

    def send(client, way, **more):
        answer = client.post("/login/by/", {"way": way} | more)
        return address_on(answer)

    return send


@pytest.fixture
def come(server, leave):
    """``come(client, way, "u1")``: there and back."""

    def send(client, way, subject="u1", follow=True, **more):
        return client.get(server.enter(leave(client, way), subject, **more), follow=follow)

    return send


def address_on(answer):
    assert answer.status_code == 200, answer
    found = re.search(r'http-equiv="refresh"\s+content="0; url=([^"]+)"', answer.content.decode())
    return unescape(found[1])


def is_in(client):
    return client.get("/profile/").status_code == 200
