"""From where a request comes: asked by all who count or log addresses, and by nobody in another way.

A header says what its sender likes. It is believed as far as proxies of our own wrote it: those whose
addresses are named in PROXIES, and no more of them than TRUSTED_PROXIES, so that somebody inside a named
network is still told from the proxy.
"""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.checks import Error
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Address = IPv4Address | IPv6Address

# Where a server listens on a socket of this machine it gives no address.
UNKNOWN = "0.0.0.0"
LONGEST_HEADER = 2000


def parse(text: str) -> Address | None:
    """An address as it stands in a header: with a port, in brackets, IPv4 written as IPv6.

    >>> parse("[2001:db8::1]:443"), parse("203.0.113.7:5123"), parse("::ffff:10.0.0.1"), parse("unknown")
    (IPv6Address('2001:db8::1'), IPv4Address('203.0.113.7'), IPv4Address('10.0.0.1'), None)
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def client_of(remote: str, forwarded: str, *, proxies: Iterable[str], hops: int) -> str:
    """The last address that no proxy of ours has, walking from the server towards the client.

    What stands before it in ``forwarded`` was sent by the client and says nothing; an entry that is no
    address ends the walk at the proxy that passed it on.
    """
    networks = [ip_network(name) for name in proxies]
    here = parse(remote)
    entries = forwarded[-LONGEST_HEADER:].split(",") if forwarded else []
    while hops and entries and (_is_among(here, networks) or not remote):
        before = parse(entries.pop())
        if before is None:
            break
        here, remote, hops = before, str(before), hops - 1
    return str(here) if here else UNKNOWN


def _is_among(address: Address | None, networks: Iterable[object]) -> bool:
    return address is not None and any(address in network for network in networks)  # type: ignore[operator]


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks; that of the nearest proxy where none of ours says more."""
    return client_of(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        proxies=settings.PROXIES,
        hops=settings.TRUSTED_PROXIES,
    )


def network_of(address: str) -> str:
    """What counts as one address: with IPv6 everybody has many.

    >>> network_of("2001:db8::1:2:3:4"), network_of("203.0.113.7")
    ('2001:db8::', '203.0.113.7')
    """
    if isinstance(ip_address(address), IPv6Address):
        return str(IPv6Network(f"{address}/64", strict=False).network_address)
    return address


class BelieveProxiesOnly:
    """Take away what only a proxy may say, where none of ours says it: first of all, before it is read."""

    SAID = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        remote = request.META.get("REMOTE_ADDR", "")
        networks = [ip_network(name) for name in settings.PROXIES]
        is_ours = not remote or _is_among(parse(remote), networks)
        if not (settings.TRUSTED_PROXIES and is_ours):
            for name in self.SAID:
                request.META.pop(name, None)
        return self.get_response(request)


def check_proxies(**options: object) -> list[Error]:
    """The names of proxies are addresses or networks, and are given where proxies are trusted."""
    wrong = []
    for name in settings.PROXIES:
        try:
            ip_network(name)
        except ValueError as error:
            wrong.append(Error(f"PROXIES: {error}", id="crm.E001"))
    if settings.TRUSTED_PROXIES and not settings.PROXIES:
        hint = "Name the addresses or networks of your own proxies in PROXIES."
        wrong.append(Error("TRUSTED_PROXIES is set, and no proxy is named.", hint, id="crm.E002"))
    return wrong
