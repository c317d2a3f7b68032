"""Reading a mailbox over IMAP: encrypted, bounded in time and size, changing nothing there (R5.1)."""

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.calling import OwnNetwork, connect, ended_after
from foundation.deliveries import NoConnection

from ..models import Security, Trouble

# Bytes of a mail that is read, and of all that a server may say at once.
LARGEST_MAIL = 10 * 1024**2
LARGEST_ANSWER = LARGEST_MAIL + 64 * 1024
# Seconds of one visit.
LONGEST = 120
UIDVALIDITY = re.compile(rb"\d+")
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
UID = re.compile(rb"UID (\d+)")
IDENTITY = '("name" "crm" "version" "1" "vendor" "crm")'
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# NetEase asks who one is before it opens a folder.
imaplib.Commands.setdefault("ID", ("AUTH", "SELECTED"))


class Failed(Exception):
    """The mailbox cannot be read now; ``trouble`` says why."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Found:
    """A mail on the server; ``raw`` is ``None`` where it is too large to be read."""

    uid: int
    raw: bytes | None
    came_at: datetime | None


class _Connection(imaplib.IMAP4):
    """To an address that was judged, under the name that the certificate must have."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        self._context = context
        super().__init__(host, port)

    def _create_socket(self, timeout: object) -> socket.socket:
        plain = connect(self.host, self.port)
        if self._context is None:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=self.host)
        except (OSError, ValueError):
            plain.close()
            raise

    def read(self, size: int) -> bytes:
        """As much as the server announces, unless that is more than anybody sends."""
        if size > LARGEST_ANSWER:
            raise self.abort("too large")
        return bytes(super().read(size))


class Visit:
    """An open folder, read only."""

    def __init__(self, imap: _Connection, uid_validity: int) -> None:
        self._imap, self.uid_validity = imap, uid_validity

    def uids(self, *, after: int, since: date) -> list[int]:
        """The places of the mails after the place, that came since the day, in order."""
        day = f"{since.day}-{MONTHS[since.month - 1]}-{since.year}"
        data = self._ask("SEARCH", "UID", f"{after + 1}:*", "SINCE", day)
        found = sorted(int(uid) for each in data for uid in (each or b"").split())
        # "n:*" brings the last mail also where it lies before n.
        return [uid for uid in found if uid > after]

    def fetch(self, uid: int) -> Found | None:
        """The mail, or ``None`` where it is gone."""
        data = self._ask("FETCH", str(uid), "(RFC822.SIZE INTERNALDATE)")
        head = next((each for each in data if isinstance(each, bytes) and SIZE.search(each)), None)
        if head is None:
            return None
        came_at = _moment(head)
        size = SIZE.search(head)
        if size is None or int(size[1]) > LARGEST_MAIL:
            return Found(uid, None, came_at)
        data = self._ask("FETCH", str(uid), "(BODY.PEEK[])")
        raw = next((each[1] for each in data if isinstance(each, tuple)), None)
        return None if raw is None else Found(uid, bytes(raw), came_at)

    def _ask(self, command: str, *told: str) -> list[Any]:
        """What the server says to it; one that cannot now has not said that anything is gone."""
        said, data = self._imap.uid(command, *told)
        if said != "OK":
            raise self._imap.abort(f"{command}: {said}")
        return list(data)


@contextmanager
def visit(
    *, host: str, port: int, security: str, user_name: str, password: str, folder: str
) -> Iterator[Visit]:
    """The folder, opened for reading; raises ``Failed``, also where the connection breaks on the way."""
    try:
        imap = _open(host, port, security)
    except OwnNetwork as error:
        raise Failed(Trouble.OWN_NETWORK) from error
    except ssl.SSLCertVerificationError as error:
        raise Failed(Trouble.CERTIFICATE) from error
    except (NoConnection, OSError, imaplib.IMAP4.error) as error:
        raise Failed(Trouble.UNREACHABLE) from error
    with ended_after(LONGEST, imap.sock):
        try:
            _log_in(imap, user_name, password)
            yield Visit(imap, _open_folder(imap, folder))
        except (OSError, EOFError, imaplib.IMAP4.error) as error:
            raise Failed(Trouble.BROKEN) from error
        finally:
            with suppress(OSError, EOFError, imaplib.IMAP4.error):
                imap.logout()


def _open(host: str, port: int, security: str) -> _Connection:
    context = ssl.create_default_context()
    if security == Security.TLS:
        return _Connection(host, port, context)
    imap = _Connection(host, port, None)
    try:
        if "STARTTLS" not in imap.capabilities:
            raise Failed(Trouble.NO_TLS)
        imap.starttls(context)
    except BaseException:
        with suppress(OSError):
            imap.shutdown()
        raise
    return imap


def _log_in(imap: _Connection, user_name: str, password: str) -> None:
    try:
        if "AUTH=PLAIN" in imap.capabilities:
            told = f"\0{user_name}\0{password}".encode()
            imap.authenticate("PLAIN", lambda _challenge: told)
        else:
            imap.login(user_name, password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise Failed(Trouble.REFUSED) from error
    if "ID" in imap.capabilities:
        with suppress(imaplib.IMAP4.error):
            imap._simple_command("ID", IDENTITY)


def _open_folder(imap: _Connection, folder: str) -> int:
    """Its UIDVALIDITY: places are good as long as that is the same."""
    quoted = folder_name(folder).replace("\\", "\\\\").replace('"', '\\"')
    said, _data = imap.select(f'"{quoted}"', readonly=True)
    if said != "OK":
        raise Failed(Trouble.FOLDER)
    _said, data = imap.response("UIDVALIDITY")
    found = UIDVALIDITY.search((data[0] if data else None) or b"")
    return int(found[0]) if found else 0


def folder_name(name: str) -> str:
    """As IMAP writes a folder's name (RFC 3501, modified UTF-7).

    >>> folder_name("INBOX"), folder_name("R&D"), folder_name("线索")
    ('INBOX', 'R&-D', '&fr99Ig-')
    """
    said: list[str] = []
    for part in re.split(r"([^\x20-\x7e]+)", name):
        if part and not part.isascii():
            packed = base64.b64encode(part.encode("utf-16-be")).decode().rstrip("=")
            said.append(f"&{packed.replace('/', ',')}-")
        else:
            said.append(part.replace("&", "&-"))
    return "".join(said)


def _moment(head: bytes) -> datetime | None:
    found = re.search(rb'INTERNALDATE "([^"]+)"', head)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None
