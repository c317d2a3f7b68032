"""Mailboxes that the environment gives, as addresses (R5.1). Pure.

>>> given_in("7=imaps://leads%40example.com:secret@imap.example.com/Leads")[0][7].user_name
'leads@example.com'
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

# Security and the usual port, by the scheme of the address.
WAYS = {"imaps": ("tls", 993), "imap": ("starttls", 143)}
LONGEST = 200
SEPARATOR = re.compile(r"[,\s]+")


@dataclass(frozen=True)
class Given:
    """Where the mailbox of a source is, and what opens it."""

    host: str
    port: int
    security: str
    user_name: str
    password: str
    folder: str


def given_in(text: str) -> tuple[dict[int, Given], list[int]]:
    """``({number of a source: Given}, places of entries that cannot be read)``; a later entry wins.

    Entries are ``NUMBER=imaps://USER:PASSWORD@HOST[:PORT][/FOLDER]``, with signs of addresses written as ``%40``;
    ``imap://`` is STARTTLS. Of an entry that cannot be read nothing is told, since it may hold a password.
    """
    found, wrong = {}, []
    for place, entry in enumerate(filter(None, SEPARATOR.split(text)), 1):
        number, _sign, address = entry.partition("=")
        given = _given(address)
        if given is None or not number.isascii() or not number.isdigit() or len(number) > 18:
            wrong.append(place)
        else:
            found[int(number)] = given
    return found, wrong


def _given(address: str) -> Given | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host, user, password = parts.hostname, parts.username, parts.password
    if parts.scheme not in WAYS or not (host and user and password):
        return None
    security, usual = WAYS[parts.scheme]
    folder = unquote(parts.path.removeprefix("/")) or "INBOX"
    user = unquote(user)
    if (
        max(len(host), len(user), len(folder)) > LONGEST
        or not f"{host}{user}{folder}".isprintable()
    ):
        return None
    return Given(host, port or usual, security, user, unquote(password), folder)
