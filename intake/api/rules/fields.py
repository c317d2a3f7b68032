"""The fields of a lead as a machine sends them: declared once, checked and described from here. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .reading import Errors, Number

# A clock may be so far ahead of ours; what lies further ahead is wrong.
AHEAD = timedelta(minutes=5)
FIRST_YEAR = 2000
CONTACTS = ("phone", "wechat", "email")
# At least one character that can be seen.
SEEN = r"\S"


@dataclass(frozen=True)
class Field:
    """A text of at most ``longest`` characters; ``said`` describes it to who writes a client.

    ``pattern``: what the whole of it looks like; ``format``: what JSON Schema calls it.
    """

    name: str
    longest: int
    said: str
    example: str
    required: bool = False
    pattern: str = ""
    format: str = ""

    def schema(self) -> dict[str, Any]:
        """What JSON Schema says of it."""
        made: dict[str, Any] = {"type": "string", "maxLength": self.longest}
        if self.required:
            made |= {"minLength": 1, "pattern": SEEN}
        if self.pattern:
            made["pattern"] = f"^{self.pattern}$"
        if self.format:
            made["format"] = self.format
        return made | {"description": self.said, "examples": [self.example]}


MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
AMOUNT = r"[0-9]{1,10}(\.[0-9]{1,2})?"

FIELDS = (
    Field(
        "source_id",
        80,
        "Your own number of the lead; sent again it is answered as before.",
        "a-1",
        True,
    ),
    Field("name", 80, "Who asked.", "王小明", True),
    Field(
        "phone", 60, "A number; one that cannot be called is recorded and set aside.", "13800138000"
    ),
    Field("wechat", 60, "A WeChat ID.", "wxid_abc"),
    Field("email", 254, "An e-mail address.", "wang@example.com"),
    Field("model", 80, "The car that they ask for.", "ID.4 X"),
    Field("budget", 13, "In yuan, with at most two decimals.", "128000.00", pattern=AMOUNT),
    Field("district", 80, "Where they live; it decides which store gets the lead.", "浦东新区"),
    Field("event", 80, "The market event that brought them, by its name.", "上海车展"),
    Field("text", 2000, "What they wrote.", "周末想试驾"),
    Field(
        "received_at",
        40,
        "When they asked (RFC 3339, with the offset), since 2000 and not in the future; left out: now.",
        "2026-11-28T09:30:00+08:00",
        pattern=MOMENT,
        format="date-time",
    ),
)
BY_NAME = {field.name: field for field in FIELDS}


def checked(values: Mapping[str, Any], *, now: datetime) -> tuple[dict[str, Any], Errors]:
    """``(what is to be recorded, errors)``; the errors of every field at once."""
    taken: dict[str, Any] = {}
    errors: Errors = {}
    for name, value in values.items():
        field = BY_NAME.get(name)
        if field is None:
            errors[name] = [_("There is no such field.")]
        elif wrong := _wrong(field, value):
            errors[name] = [wrong]
        else:
            taken[name] = value
    for field in FIELDS:
        if field.required and field.name not in values:
            errors[field.name] = [_("This field is required.")]
    if not any(name in errors or _is_seen(taken.get(name)) for name in CONTACTS):
        errors["phone"] = [_("Give a number, a WeChat ID or an e-mail address.")]
    if "received_at" in taken:
        moment = moment_of(taken["received_at"])
        if wrong := _wrong_moment(moment, now):
            errors["received_at"] = [wrong]
        taken["received_at"] = moment
    if "budget" in taken:
        taken["budget"] = Decimal(taken["budget"])
    return taken, errors


def moment_of(text: str) -> datetime | None:
    """The moment that RFC 3339 writes so, or ``None`` where there is no such moment."""
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _wrong(field: Field, value: object) -> str:
    if not isinstance(value, str) or isinstance(value, Number):
        return _("This must be a text in quotation marks.")
    if len(value) > field.longest:
        return _("At most %(number)d characters.") % {"number": field.longest}
    if field.required and not _is_seen(value):
        return _("This must not be empty.")
    if not field.pattern or re.fullmatch(field.pattern, value):
        return ""
    if field.name == "budget":
        return _("An amount in yuan with at most two decimals, such as “128000.00”.")
    return _("A moment with its offset, such as “2026-11-28T09:30:00+08:00”.")


def _wrong_moment(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return _("There is no such moment.")
    # By years first: at the end of time a comparison may overflow.
    if moment.year < FIRST_YEAR:
        return _("Before 2000 nobody asked.")
    if moment.year > now.year + 1 or moment > now + AHEAD:
        return _("This lies in the future.")
    return ""


def _is_seen(value: object) -> bool:
    return isinstance(value, str) and bool(re.search(SEEN, value)) and bool(value.strip())
