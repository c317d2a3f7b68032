"""Whose address counts behind none, one and two proxies, whatever a client writes into the header."""

import doctest

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from foundation import client_address
from foundation.client_address import (
    UNKNOWN,
    BelieveProxiesOnly,
    address_of,
    check_proxies,
    client_of,
)

CLIENT, OTHER, FORGED = "203.0.113.7", "198.51.100.9", "192.0.2.66"
OUTER, INNER = "10.0.0.5", "10.1.0.6"
NAMED = [OUTER, "10.1.0.0/16", "::1"]

# How many hops are trusted, who connects, what the header says, who it is.
CHAINS = [
    # None: the header is anybody's word.
    (0, CLIENT, "", CLIENT),
    (0, CLIENT, FORGED, CLIENT),
    (0, OUTER, CLIENT, OUTER),
    # One hop.
    (1, OUTER, CLIENT, CLIENT),
    (1, OUTER, f"{FORGED}, {CLIENT}", CLIENT),
    (1, OUTER, f"{FORGED},{OUTER},{CLIENT}", CLIENT),
    (1, OUTER, f"{CLIENT}, {OUTER}", OUTER),
    (1, OUTER, "", OUTER),
    (1, OTHER, CLIENT, OTHER),
    (1, OTHER, f"{FORGED}, {CLIENT}", OTHER),
    # Two hops.
    (2, INNER, f"{CLIENT}, {OUTER}", CLIENT),
    (2, INNER, f"{FORGED}, {CLIENT}, {OUTER}", CLIENT),
    (2, INNER, f"{FORGED}, {OUTER}, {CLIENT}, {OUTER}", CLIENT),
    # Somebody who knows the inner proxy's address goes past the outer one.
    (2, INNER, f"{FORGED}, {CLIENT}", CLIENT),
    (2, OTHER, f"{CLIENT}, {OUTER}", OTHER),
    (2, INNER, OUTER, OUTER),
    # One hop trusted, two passed: the second is a client like others.
    (1, INNER, f"{CLIENT}, {OUTER}", OUTER),
    # Somebody within a named network is no proxy.
    (1, INNER, "10.1.7.7", "10.1.7.7"),
    (1, INNER, f"{FORGED}, 10.1.7.7", "10.1.7.7"),
    # Ports, brackets, IPv6, IPv4 as IPv6.
    (1, OUTER, f"{CLIENT}:51234", CLIENT),
    (1, f"::ffff:{OUTER}", f"::ffff:{CLIENT}", CLIENT),
    (1, "::1", '"[2001:db8::7]:443"', "2001:db8::7"),
    (1, "::1", "2001:db8::7", "2001:db8::7"),
    # What is no address says nothing.
    (1, OUTER, "unknown", OUTER),
    (1, OUTER, f"{CLIENT}, <script>", OUTER),
    (2, INNER, f"{CLIENT}, , {OUTER}", OUTER),
    (1, OUTER, "," * 5000, OUTER),
    (1, OUTER, "9" * 100_000, OUTER),
    (1, OUTER, f"{CLIENT}\x00", OUTER),
    # A socket of this machine has no address.
    (0, "", CLIENT, UNKNOWN),
    (1, "", CLIENT, CLIENT),
    (1, "", f"{FORGED}, {CLIENT}", CLIENT),
    (2, "", f"{CLIENT}, {OUTER}", CLIENT),
    (1, "", "", UNKNOWN),
]


@pytest.mark.parametrize(("hops", "remote", "forwarded", "expected"), CHAINS)
def test_who_it_is(hops, remote, forwarded, expected):
    assert client_of(remote, forwarded, proxies=NAMED, hops=hops) == expected


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_no_forged_entry_makes_a_new_address(settings, hops):
    """However many entries a guesser puts in front, they stay one."""
    settings.TRUSTED_PROXIES, settings.PROXIES = hops, NAMED
    found = set()
    for number in range(20):
        entries = [f"192.0.2.{n}" for n in range(number)] + [CLIENT, OUTER][:hops]
        said = {
            "REMOTE_ADDR": (CLIENT, OUTER, INNER)[hops],
            "HTTP_X_FORWARDED_FOR": ", ".join(entries),
        }
        found.add(address_of(RequestFactory().get("/", **said)))
    assert found == {CLIENT}


@pytest.mark.parametrize(
    ("hops", "remote", "believed"),
    [(0, OUTER, False), (1, OUTER, True), (1, OTHER, False), (1, "", True), (2, INNER, True)],
)
def test_only_a_named_proxy_says_that_it_was_https(settings, hops, remote, believed):
    settings.TRUSTED_PROXIES, settings.PROXIES = hops, NAMED
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/", HTTP_X_FORWARDED_PROTO="https", REMOTE_ADDR=remote)
    BelieveProxiesOnly(lambda request: HttpResponse())(request)
    assert request.is_secure() is believed


def test_proxies_are_named_or_the_site_does_not_start(settings):
    settings.TRUSTED_PROXIES, settings.PROXIES = 1, []
    assert [error.id for error in check_proxies()] == ["crm.E002"]
    settings.PROXIES = ["10.0.0.1/8", "10.0.0.0/8"]
    assert [error.id for error in check_proxies()] == ["crm.E001"]
    settings.TRUSTED_PROXIES, settings.PROXIES = 0, []
    assert check_proxies() == []


def test_the_examples_hold():
    assert doctest.testmod(client_address).failed == 0
