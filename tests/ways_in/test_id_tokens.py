"""What an ID token has to prove: who made it, for whom, when, for which log-in."""

import time

import pytest

from tests.ways_in.conftest import is_in


@pytest.fixture(autouse=True)
def who_is_known(director, server, known_as):
    known_as(director, "oidc")


def refused(client, come):
    page = come(client, "oidc").content.decode()
    return "did not confirm" in page and not is_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"aud": None},
        {"aud": ["client-1", "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": -3600},
        {"exp": None},
        {"iat": 3600},
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_that_does_not_fit(claims, client, server, come):
    """Times are in seconds from now."""
    moments = {key: int(time.time()) + claims[key] for key in ("exp", "iat") if claims.get(key)}
    server.claims = claims | moments
    assert refused(client, come)


@pytest.mark.parametrize("signs", ["none", "HS256", "another key"])
def test_a_token_that_the_provider_did_not_sign(signs, client, server, come):
    server.signs = signs
    assert refused(client, come)


@pytest.mark.parametrize(
    "told", [{"issuer": "https://evil.example"}, {"issuer": None}, {"jwks_uri": None}]
)
def test_a_server_that_says_it_is_another(told, client, server, leave):
    back = server.enter(leave(client, "oidc"), "u1")
    server.told = told
    page = client.get(back, follow=True).content.decode()
    assert "did not confirm" in page and not is_in(client)


def test_a_page_of_the_provider_that_is_a_script(client, server):
    server.told = {"authorization_endpoint": "javascript:alert(1)//"}
    page = client.post("/login/by/", {"way": "oidc"}, follow=True).content.decode()
    assert "cannot be reached" in page and "alert(1)" not in page


def test_a_good_one_comes_in(client, server, come):
    assert come(client, "oidc", follow=False).url == "/"
