"""Who asks in a mail: fields under their labels, else the sender and what they wrote (R5.1, R5.2). Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from foundation.importing.card_file import cells_of
from foundation.importing.vcard import Card, read_cards
from foundation.words import folded

from .mails import ReadMail

LONGEST = {
    "name": 80,
    "phone": 60,
    "wechat": 60,
    "email": 254,
    "model": 80,
    "district": 80,
    "event": 80,
    "source_id": 80,
    "text": 2000,
}
MOBILE = re.compile(r"(?<![\d+])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
# No two repetitions of these can take the same signs: whatever is sent, they end soon.
SIGN = re.compile(r"[:：\t]")
CLOSED = re.compile(r"[【\[]([^】\]\n]{1,40})[】\]](.*)")
BLANKS = re.compile(r"[^\S\t]+")
LONGEST_LINE, LONGEST_LABEL, LONGEST_ADDRESS = 4000, 40, 254
ORNAMENTS = "【】[] *·-"
AMOUNT = re.compile(r"[¥￥]?\s*([\d,，]+(?:\.\d+)?)\s*(万?)")
NOBODY = re.compile(
    r"(?:no|do[-_.]?not|dont)[-_.]?reply|donotreply|mailer-daemon|postmaster|notification", re.I
)
BOUNCES = ("multipart/report", "message/delivery-status")


@dataclass
class Asked:
    """What is known of whoever asked. ``by_label``: a portal's mail said it field by field."""

    values: dict[str, str] = field(default_factory=dict)
    budget: Decimal | None = None
    by_label: bool = False

    @property
    def can_be_contacted(self) -> bool:
        return any(self.values.get(name) for name in ("phone", "wechat", "email"))


def no_lead(mail: ReadMail, asked: Asked, own: Iterable[str]) -> str:
    """Why the mail is nobody who asks, or ``""``; a portal's notice counts by its fields, whatever it is called.

    ``own``: our own addresses.
    """
    header = mail.headers.get
    automatic = header("auto-submitted", "no").split(";")[0].strip().lower()
    precedence = header("precedence", "").strip().lower()
    sender = mail.sender[1].lower()
    if (
        mail.kind in BOUNCES
        or header("return-path", "").strip() == "<>"
        or "x-failed-recipients" in mail.headers
    ):
        return "bounce"
    if sender.partition("@")[0] in ("mailer-daemon", "postmaster"):
        return "bounce"
    if (
        automatic == "auto-replied"
        or "x-autoreply" in mail.headers
        or "x-autorespond" in mail.headers
    ):
        return "auto_reply"
    if precedence == "auto_reply":
        return "auto_reply"
    if header("x-spam-flag", "").strip().lower() == "yes":
        return "spam"
    if asked.by_label and asked.can_be_contacted:
        return ""
    # A form on the dealership's own site sends from and to the mailbox's own account.
    if sender in {address.lower() for address in own if address}:
        return "own"
    bulk = precedence in ("bulk", "junk", "list") or "list-id" in mail.headers
    return "bulk" if bulk or automatic not in ("no", "") else ""


def asked_in(mail: ReadMail, labels: Mapping[str, str]) -> Asked:
    """Who asks; ``labels``: ``{label: our field}``, ``""`` what is left out.

    What a label says comes first, then a business card, then what stands in the text and who sent it.
    """
    values = labelled(mail.text, labels)
    by_label = any(values.get(name) for name in ("phone", "wechat", "email"))
    asked = Asked(values, by_label=by_label)
    asked.budget = amount(values.pop("budget", ""))
    cards = [card for each in mail.cards for card in read_cards(each.splitlines(keepends=True))]
    good = [
        card for card in cards if card.flaw is None and (card.phones or card.wechat or card.emails)
    ]
    for card in good[:1]:
        _fill(values, card)
    if not by_label:
        _fill_from_sender(mail, values)
    said = [values.get("text") or ("" if by_label else mail.text), *map(_line, good[1:])]
    values["text"] = "\n".join(filter(None, [mail.subject if not by_label else "", *said]))
    asked.values = {
        name: text.strip()[: LONGEST[name]] for name, text in values.items() if name in LONGEST
    }
    return asked


def labelled(text: str, labels: Mapping[str, str]) -> dict[str, str]:
    """What stands behind known labels, a line each; the first of a field counts, a text goes on.

    >>> labelled("姓名：李雷\\n【电话】 138\\n留言: 周末\\n想试驾\\n车型:Golf", {"姓名": "name", "电话": "phone",
    ...          "留言": "text", "车型": "model"})
    {'name': '李雷', 'phone': '138', 'text': '周末\\n想试驾', 'model': 'Golf'}
    """
    known = {folded(label): name for label, name in labels.items()}
    found: dict[str, str] = {}
    going_on = False
    for line in _lines(text, known):
        name, value = _labelled_line(line, known)
        if name is None:
            if going_on and line.strip():
                found["text"] += f"\n{line.strip()}"
            continue
        going_on = name == "text" and name not in found
        if name and name not in found:
            found[name] = value
    return found


def _labelled_line(line: str, known: Mapping[str, str]) -> tuple[str | None, str]:
    sign = SIGN.search(line)
    if sign is None:
        closed = CLOSED.fullmatch(line)
        if closed is None:
            return None, ""
        return known.get(folded(closed[1].strip())), closed[2].strip()
    label, value = line[: sign.start()].rstrip(), line[sign.end() :].strip()
    if not label or len(label) > LONGEST_LABEL + 2:
        return None, ""
    if sign[0] == "\t" and value[:1] in (":", "："):
        value = value[1:].strip()
    return _field(label, known), value


def _field(label: str, known: Mapping[str, str]) -> str | None:
    return known.get(folded(label.strip(ORNAMENTS)))


def _lines(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """The lines, bounded; a row of a table that has several labels, each with what stands behind it."""
    for whole in text.splitlines():
        line = BLANKS.sub(" ", whole[:LONGEST_LINE]).strip()
        cells = [cell.strip() for cell in line.split("\t")]
        labels = [_field(cell.rstrip(":： "), known) for cell in cells[::2]]
        if len(cells) > 2 and None not in labels:
            values = [*cells[1::2], ""]
            yield from map("\t".join, zip(cells[::2], values, strict=False))
        elif len(cells) > 1 and all(_labelled_line(cell, known)[0] is not None for cell in cells):
            yield from cells
        else:
            yield line


def amount(text: str) -> Decimal | None:
    """A budget in yuan, or ``None``.

    >>> amount("12.8万"), amount("¥128,000"), amount("15-20万"), amount("")
    (Decimal('128000.00'), Decimal('128000.00'), Decimal('200000.00'), None)
    """
    found = AMOUNT.findall(text)
    if not found:
        return None
    number, unit = found[-1]
    try:
        value = Decimal(re.sub("[,，]", "", number)) * (10_000 if unit else 1)
    except InvalidOperation:
        return None
    return value.quantize(Decimal("0.01")) if value < 10**10 else None


def _fill(values: dict[str, str], card: Card) -> None:
    name, phone, wechat, email, text, _id = cells_of(card)
    told = {"name": name, "phone": phone, "wechat": wechat, "email": email, "text": text}
    for key, value in told.items():
        if value and not values.get(key):
            values[key] = value


def _fill_from_sender(mail: ReadMail, values: dict[str, str]) -> None:
    """One mobile number in the text is theirs; of several nobody knows whose they are."""
    numbers = {re.sub(r"\D", "", each)[-11:]: each for each in MOBILE.findall(mail.text)}
    if not values.get("phone") and len(numbers) == 1:
        values["phone"] = next(iter(numbers.values()))
    name, address = mail.reply_to if _is_address(mail.reply_to[1]) else mail.sender
    if _is_address(address) and not NOBODY.search(address.partition("@")[0]):
        values.setdefault("email", address)
        if not values.get("name"):
            values["name"] = name or address.partition("@")[0]
    elif not values.get("name"):
        values["name"] = name


def _is_address(said: str) -> bool:
    return len(said) <= LONGEST_ADDRESS and EMAIL.fullmatch(said) is not None


def _line(card: Card) -> str:
    return " ".join(filter(None, [card.name, *card.phones, *card.emails]))
