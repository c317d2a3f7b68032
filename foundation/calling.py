"""Calling servers that somebody named in the browser: never one of our own network, never for long.

The name is resolved once, every address it has is judged, and the connection goes to one of those that
were judged: a name that answers otherwise the next moment leads nowhere else.
"""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from .deliveries import NoConnection, NotDelivered, Unclear

STEP = 10  # seconds, for each step
LONGEST = 30  # seconds, for all of them
LARGEST_ANSWER = 4096  # bytes; nobody reads more of it
# Translated to the older kind, local to a site, and compatible with the older kind of old.
_NEVER = tuple(map(ip_network, ("64:ff9b::/32", "fec0::/10", "::/96")))


class OwnNetwork(NoConnection):
    """The name leads into our own network, where nobody from outside sends us."""


def address_of(host: str, port: int) -> tuple[str, int]:
    """An address of the host that may be called; raises ``OwnNetwork``, or ``NoConnection`` where it has none.

    ``PRIVATE_HOSTS`` names those of our own network that may be called all the same.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoConnection("unknown host") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if host.lower() not in settings.PRIVATE_HOSTS and not all(map(is_public, addresses)):
        raise OwnNetwork("an address of our own network")
    return addresses[0], port


def is_public(address: str) -> bool:
    """Whether it is an address of the whole internet.

    >>> [is_public(a) for a in ("8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1")]
    [True, False, False, False, False, False]
    >>> is_public("64:ff9b::a00:1"), is_public("2002:a00:1::"), is_public("0.0.0.0")
    (False, False, False)
    >>> is_public("fec0::1"), is_public("::10.0.0.1"), is_public("2400:3200::1")
    (False, False, True)
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        # Addresses that stand for one of the older kind are judged as nothing that we call.
        if found.ipv4_mapped or found.sixtofour or found.teredo:
            return False
        if any(found in each for each in _NEVER):
            return False
    return found.is_global and not found.is_multicast


def connect(host: str, port: int) -> socket.socket:
    """A connection to the host; raises ``NoConnection`` or ``OSError``."""
    return socket.create_connection(address_of(host, port), timeout=STEP)


@contextmanager
def ended_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Whoever answers by and by, so that no single step takes long, is cut off after so many seconds."""

    def cut() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status that is answered to a POST at an https address; redirects are not followed.

    Raises ``NoConnection`` while nothing can have arrived, ``Unclear`` where it may have.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise NoConnection("no https address")
    path = parts.path or "/"
    target = iri_to_uri(f"{path}?{parts.query}" if parts.query else path)
    connection = HTTPSConnection(parts.netloc.rpartition("@")[2], timeout=STEP)
    try:
        connection.sock = _secured(parts.hostname, parts.port or 443)
        with ended_after(LONGEST, connection.sock):
            return _exchange(connection, target, body, headers)
    finally:
        connection.close()


def _secured(host: str, port: int) -> ssl.SSLSocket:
    try:
        plain = connect(host, port)
    except OSError as error:
        raise NoConnection(type(error).__name__) from error
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise NoConnection("the certificate is not valid") from error
    except (OSError, ValueError) as error:
        plain.close()
        raise NoConnection(type(error).__name__) from error


def _exchange(
    connection: HTTPSConnection, target: str, body: bytes, headers: Mapping[str, str]
) -> int:
    try:
        connection.request("POST", target, body, dict(headers))
    except (OSError, HTTPException) as error:
        raise NotDelivered(type(error).__name__) from error
    try:
        answer = connection.getresponse()
        answer.read(LARGEST_ANSWER)
    except (OSError, HTTPException) as error:
        raise Unclear(type(error).__name__) from error
    return answer.status
