"""A mail as it came, read part by part whatever its charsets; bounded. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from html.parser import HTMLParser
from itertools import islice

from foundation.importing.vcard import decoded

MOST_PARTS = 200
LONGEST_TEXT = 100_000
# Of a header, and of headers.
LONGEST_HEADER, MOST_HEADERS = 2000, 200
BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "dt"}
)
CELLS = frozenset({"td", "th", "dd"})
HIDDEN = frozenset({"style", "script", "title"})
SPACES = re.compile(r"[ \xa0\u200b\u3000]+")


class Unreadable(ValueError):
    """The mail cannot be taken apart."""


@dataclass(frozen=True)
class ReadMail:
    """A mail: ``text`` of what is shown, ``cards`` the business cards that are attached.

    ``sender``, ``reply_to``: name and address; ``headers`` by lower-case name, the first of each.
    """

    sender: tuple[str, str]
    reply_to: tuple[str, str]
    subject: str
    text: str
    cards: tuple[bytes, ...]
    headers: dict[str, str]
    kind: str

    @property
    def message_id(self) -> str:
        return self.headers.get("message-id", "").strip()


def read_mail(raw: bytes) -> ReadMail:
    """The mail of these bytes. Raises ``Unreadable``."""
    try:
        message = message_from_bytes(raw)
        plain: list[str] = []
        marked: list[str] = []
        cards: list[bytes] = []
        for part in _parts(message):
            kind = part.get_content_type()
            name = _text_of(part.get_filename() or "").lower()
            if kind in ("text/vcard", "text/x-vcard", "text/directory") or name.endswith(".vcf"):
                cards.append(_bytes_of(part))
            elif part.get_content_disposition() == "attachment":
                continue
            elif kind == "text/plain":
                plain.append(_decoded(part))
            elif kind == "text/html":
                marked.append(text_of_html(_decoded(part)))
        # What is plain says it all, unless it only says that one's program shows no HTML.
        shown = max("\n".join(plain), "\n".join(marked), key=_fullness)
        raw_headers: dict[str, str] = {}
        for header, value in islice(message.raw_items(), MOST_HEADERS):
            raw_headers.setdefault(header.lower(), str(value)[:LONGEST_HEADER])
        headers = {header: _text_of(value) for header, value in raw_headers.items()}
        return ReadMail(
            # An address is taken apart as it stands: a comma within an encoded name parts nothing.
            sender=_address(raw_headers.get("from", "")),
            reply_to=_address(raw_headers.get("reply-to", "")),
            subject=" ".join(headers.get("subject", "").split()),
            text=shown[:LONGEST_TEXT].strip(),
            cards=tuple(cards),
            headers=headers,
            kind=message.get_content_type(),
        )
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from error


def text_of_html(source: str) -> str:
    """What of a page is shown: cells parted by tabs, blocks by lines.

    >>> text_of_html("<style>x</style><table><tr><td>姓名</td><td>李雷</td></tr></table><p>a<br>b &amp; c</p>")
    '姓名\\t李雷\\na\\nb & c'
    """
    reader = _Shown()
    reader.feed(source[: 10 * LONGEST_TEXT])
    reader.close()
    lines = (SPACES.sub(" ", line).strip(" \t") for line in "".join(reader.said).splitlines())
    return "\n".join(line for line in lines if line)


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in HIDDEN:
            self._hidden += 1
        elif tag == "body":
            self._hidden = 0
        elif tag in BLOCKS:
            self.said.append("\n")
        elif tag in CELLS:
            self.said.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(" ".join(re.split(r"[\r\n]+", data)))


def _parts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts that are no containers; what another mail within it says is theirs, not this one's."""
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS:
            raise Unreadable("parts")
        if part.is_multipart():
            if part.get_content_maintype() == "multipart":
                waiting += [each for each in part.get_payload() if isinstance(each, Message)]
        else:
            yield part


def _bytes_of(part: "Message[str, str]") -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: "Message[str, str]") -> str:
    value = _bytes_of(part)
    charset = part.get_param("charset") or ""
    try:
        return decoded(value, charset if isinstance(charset, str) else "").replace("\0", "")
    except UnicodeError as error:
        raise Unreadable("charset") from error


def _text_of(header: str) -> str:
    """A header with its encoded words, and raw bytes where somebody wrote these, as text."""
    said = []
    for value, charset in decode_header(header[:LONGEST_HEADER]):
        if isinstance(value, str):
            value, charset = value.encode("utf-8", "surrogateescape"), ""
        try:
            said.append(decoded(value, charset or ""))
        except UnicodeError:
            said.append(value.decode("utf-8", "replace"))
    return "".join(said).replace("\0", "")


def _address(header: str) -> tuple[str, str]:
    name, address = parseaddr(header)
    return " ".join(_text_of(name).split()), _text_of(address).strip()


def _fullness(text: str) -> int:
    return len(text.split()) and len("".join(text.split()))
