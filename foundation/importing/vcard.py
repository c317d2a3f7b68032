"""Business cards (vCard 2.1, 3.0, 4.0) as they are written: read line by line, each judged by itself. Pure.

A card that cannot be read spoils no other. Pictures and other attachments are passed over.
"""

import quopri
import re
from base64 import b64decode
from binascii import Error as NoBase64
from codecs import lookup
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .cells import Flaw

# Bytes of a card without what is attached, and of one of its lines.
LONGEST_CARD = 64 * 1024
ATTACHED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "AGENT"})
CHINESE = {"gb2312", "gbk", "gb18030", "cp936", "x-gbk"}
# By Python's names. Others, such as punycode, are no charset of a text, or take their time for long ones.
CHARSETS = re.compile(
    r"utf-(8|8-sig|16|16-le|16-be)|ascii|gb18030|hz|big5|big5hkscs|cp(125\d|949|950|932|874)"
    r"|iso8859-\d+|koi8-[ru]|shift_jis|euc_(kr|jp)|iso2022_(kr|jp)|tis-620"
)
LOST = re.compile("[\ue000-\uf8ff\ufffd\0]")
IDEOGRAPH = re.compile("[\u3400-\u9fff]")
MOBILE = re.compile(r"(?:\+?86|0086)?1[3-9]\d{9}")
PROPERTY = re.compile(
    rb"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)", re.DOTALL
)
PARTS = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Card:
    """What a card says of a person; ``flaw``: why it cannot be read."""

    number: int
    name: str = ""
    phones: tuple[str, ...] = ()
    wechat: str = ""
    emails: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    organisation: str = ""
    title: str = ""
    flaw: Flaw | None = None


@dataclass
class _Property:
    name: str
    kinds: set[str]
    params: dict[str, str]
    value: str


@dataclass
class _Raw:
    """The lines of a card; of what is attached none."""

    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    within: bytes = b""
    depth: int = 0

    def add(self, line: bytes) -> None:
        """Keep the line, unless it goes on with what is attached."""
        match = PROPERTY.match(line)
        goes_on = line[:1] in b" \t" or match is None
        if not goes_on and match:
            self.within = match[1].upper()
        if self.within.decode() in ATTACHED:
            return
        self.size += len(line)
        if self.size <= LONGEST_CARD:
            self.lines.append(line)


def read_cards(lines: Iterable[bytes]) -> Iterator[Card]:
    """The cards of a file, counted from one; ``lines`` as they stand in it, or cut off where they are endless."""
    number, raw, outside = 0, None, False
    for line in lines:
        line = line.rstrip(b"\r\n")
        mark = line.strip().removeprefix(b"\xef\xbb\xbf").upper().replace(b" ", b"")
        if mark == b"BEGIN:VCARD":
            if raw and raw.within == b"AGENT":
                raw.depth += 1
                continue
            if raw:
                yield Card(number, flaw=Flaw.UNFINISHED)
            number, raw, outside = number + 1, _Raw(), False
        elif mark == b"END:VCARD" and raw:
            if raw.depth:
                raw.depth -= 1
                continue
            yield _card(number, raw)
            raw = None
        elif raw:
            if not raw.depth:
                raw.add(line)
        elif mark and not outside:
            number, outside = number + 1, True
            yield Card(number, flaw=Flaw.NO_CARD)
    if raw:
        yield Card(number, flaw=Flaw.UNFINISHED)


def _card(number: int, raw: _Raw) -> Card:
    if raw.size > LONGEST_CARD:
        return Card(number, flaw=Flaw.TOO_LONG)
    try:
        found = list(_properties(raw.lines))
    except UnicodeError:
        return Card(number, flaw=Flaw.UNREADABLE)
    except ValueError:
        return Card(number, flaw=Flaw.NO_CARD)
    texts = {each.name: each.value for each in reversed(found)}
    organisation = " ".join(part for part in _split(texts.get("ORG", "")) if part)
    phones = sorted((each for each in found if each.name == "TEL"), key=_phone_order)
    emails = sorted((each for each in found if each.name == "EMAIL"), key=_is_not_preferred)
    said = [
        " · ".join(filter(None, [organisation, _plain(texts.get("TITLE", ""))])),
        *(" ".join(filter(None, _split(each.value))) for each in found if each.name == "ADR"),
        *(_plain(each.value) for each in found if each.name == "NOTE"),
    ]
    return Card(
        number,
        name=_name(texts) or organisation,
        phones=tuple(dict.fromkeys(filter(None, map(_number, phones)))),
        wechat=_wechat(found),
        emails=tuple(dict.fromkeys(filter(None, (_plain(each.value) for each in emails)))),
        said=tuple(filter(None, (each.strip() for each in said))),
        organisation=organisation,
        title=_plain(texts.get("TITLE", "")),
    )


def _properties(lines: list[bytes]) -> Iterator[_Property]:
    """Raises ``UnicodeError`` where a text cannot be told, ``ValueError`` where a line is no property."""
    is_old = any(line.strip().upper().replace(b" ", b"") == b"VERSION:2.1" for line in lines)
    for line in _unfolded(lines, is_old=is_old):
        match = PROPERTY.fullmatch(line)
        if match is None:
            raise ValueError(line[:40])
        kinds: set[str] = set()
        params: dict[str, str] = {}
        for part in PARTS.findall(match[2].decode("ascii", "replace")):
            key, sign, value = part.upper().partition("=")
            if not sign:
                kinds.add(key)
            elif key == "TYPE":
                kinds |= set(re.split(r"[,\s]+", value.replace('"', "")))
            else:
                params[key] = value.strip('"')
        yield _Property(match[1].decode().upper(), kinds, params, _text(match[3], kinds, params))


def _unfolded(lines: list[bytes], *, is_old: bool) -> Iterator[bytes]:
    """Each property as one line: a line that begins blank goes on, and so does quoted text after ``=``."""
    whole: bytes | None = None
    for line in lines:
        quoted = whole is not None and _is_quoted(whole) and whole.endswith(b"=")
        if whole is not None and quoted:
            whole = whole[:-1] + line
        elif whole is not None and line[:1] in (b" ", b"\t"):
            whole += line if is_old else line[1:]
        elif line.strip():
            if whole is not None:
                yield whole
            whole = line
    if whole is not None:
        yield whole


def _is_quoted(line: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()


def _text(value: bytes, kinds: set[str], params: dict[str, str]) -> str:
    encoding = params.get("ENCODING", "")
    if encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in kinds:
        value = quopri.decodestring(value)
    elif encoding in ("B", "BASE64") or "BASE64" in kinds:
        try:
            value = b64decode(b"".join(value.split()), validate=True)
        except NoBase64 as error:
            raise ValueError(encoding) from error
    text = decoded(value, params.get("CHARSET", ""))
    if LOST.search(text):
        raise UnicodeError("lost characters")
    return text


def decoded(value: bytes, charset: str = "") -> str:
    """The text of the bytes; raises ``UnicodeError``.

    In the charset that is named, where people write in such, else UTF-8 or GB18030.
    """
    for name in filter(None, (_codec(charset), "utf-8", "gb18030")):
        try:
            return value.decode(name)
        except UnicodeDecodeError:
            continue
    raise UnicodeError("neither UTF-8 nor GB18030")


def _codec(charset: str) -> str:
    """Python's name of the charset, or ``""`` for what is none that people write in."""
    told = charset.strip().lower()
    if told in CHINESE:
        return "gb18030"
    if not re.fullmatch(r"[a-z0-9_.:-]{1,40}", told):
        return ""
    try:
        name = lookup(told).name
    except LookupError:
        return ""
    return name if CHARSETS.fullmatch(name) else ""


def _plain(value: str) -> str:
    return ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()


def _split(value: str) -> list[str]:
    """The components of a structured value."""
    parts = re.split(r"(?<!\\);", value)
    return [_plain(part) for part in parts]


def _name(texts: dict[str, str]) -> str:
    if name := _plain(texts.get("FN", "")):
        return " ".join(name.split())
    family, given, *_others = [*_split(texts.get("N", "")), "", ""]
    between = "" if IDEOGRAPH.search(family + given) else " "
    if not between:
        return f"{family}{given}".strip()
    return f"{given} {family}".strip() or _plain(texts.get("NICKNAME", ""))


def _number(tel: _Property) -> str:
    """The number without what the address of a telephone has around it."""
    value = _plain(tel.value)
    return value[4:].partition(";")[0].strip() if value[:4].lower() == "tel:" else value


def _is_not_preferred(each: _Property) -> bool:
    return "PREF" not in each.kinds and each.params.get("PREF") != "1"


def _phone_order(tel: _Property) -> tuple[bool, bool, bool]:
    """What can be called on the way first, then what is preferred; facsimile machines last."""
    is_mobile = bool(MOBILE.fullmatch(re.sub(r"[^\d+]", "", _number(tel))))
    is_mobile = is_mobile or bool(tel.kinds & {"CELL", "IPHONE", "MOBILE"})
    return "FAX" in tel.kinds or "PAGER" in tel.kinds, not is_mobile, _is_not_preferred(tel)


def _wechat(found: list[_Property]) -> str:
    for each in found:
        value = _plain(each.value)
        service = each.params.get("X-SERVICE-TYPE", "") + " ".join(each.kinds)
        if each.name in ("X-WECHAT", "X-WEIXIN") or "WECHAT" in service:
            return value.rpartition(":")[2]
        scheme, sign, rest = value.partition(":")
        if each.name == "IMPP" and sign and scheme.lower() in ("wechat", "weixin"):
            return rest
    return ""
