"""From the text of a cell to a value; each reader raises ``ValueError`` with the reason."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from ..dates import EARLIEST, LATEST
from ..words import folded

Reader = Callable[[str], Any]

DATE = re.compile(
    r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?(?:[T ]+[\d:.]+)?"
)
TIME = re.compile(r"[T ]\s*(\d{1,2}:\d{2}.*)")
YES, NO = {"yes", "y", "true", "1", "是"}, {"no", "n", "false", "0", "否"}
SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]\d+", re.IGNORECASE)


class Flaw(StrEnum):
    """What a spreadsheet program has done to a cell, and what is wrong with a business card."""

    ERROR = "error"
    LOST_DIGITS = "digits"
    UNCOMPUTED = "uncomputed"
    UNFINISHED = "unfinished"
    UNREADABLE = "unreadable"
    TOO_LONG = "too long"
    NO_CARD = "no card"

    def reason(self, cell: str) -> str:
        """Why such a cell is not taken."""
        if self == Flaw.ERROR:
            return _("The cell shows the error %(value)s.") % {"value": short(cell)}
        if self == Flaw.LOST_DIGITS:
            return _(
                "A number cell keeps 15 digits only, and this number has more: format the cell as text "
                "and type it again."
            )
        if self in CARD_FLAWS:
            return str(CARD_FLAWS[self])
        return _("The formula in this cell has no computed value.")


CARD_FLAWS = {
    Flaw.UNFINISHED: gettext_lazy("The card has no end (END:VCARD)."),
    Flaw.UNREADABLE: gettext_lazy(
        "The characters of the card cannot be read: neither UTF-8 nor GB18030."
    ),
    Flaw.TOO_LONG: gettext_lazy("The card is longer than 64 KB, its pictures left out."),
    Flaw.NO_CARD: gettext_lazy("This is no business card: a line of it cannot be read."),
}


def text(max_length: int | None = None) -> Reader:
    """Any text without the character NUL, which no database takes; at most ``max_length`` long."""

    def read(cell: str) -> str:
        if "\0" in cell:
            raise ValueError(_("There is an invisible NUL character in this cell."))
        if max_length and len(cell) > max_length:
            message = _("Longer than %(limit)d characters (it has %(length)d).")
            raise ValueError(message % {"limit": max_length, "length": len(cell)})
        return cell

    return read


def day(cell: str) -> date:
    """``2026-11-21``, also ``2026/11/21``, ``2026.11.21`` and ``2026年11月21日``; a time is dropped."""
    match = DATE.fullmatch(unicodedata.normalize("NFKC", cell))
    try:
        value = date(*map(int, match.groups() if match else ()))
    except (TypeError, ValueError) as error:
        message = _("“%(value)s” is not a date; write 2026-11-21.")
        raise ValueError(message % {"value": short(cell)}) from error
    if not EARLIEST <= value <= LATEST:
        message = _("The date must lie between %(earliest)s and %(latest)s.")
        raise ValueError(message % {"earliest": EARLIEST, "latest": LATEST})
    return value


def moment(cell: str) -> datetime:
    """``2026-11-21T09:30+08:00``, also without offset, then naive; a day alone is its beginning.

    The day may be written as ``day`` reads it.
    """
    plain = unicodedata.normalize("NFKC", cell).strip()
    wrong = _("“%(value)s” is no moment; write 2026-11-21 09:30.") % {"value": short(cell)}
    try:
        value = datetime.fromisoformat(plain)
    except ValueError:
        match = DATE.match(plain)
        if match is None:
            raise ValueError(wrong) from None
        on = day(match.group())
        told = TIME.search(plain)
        hour = (
            told.group(1).rjust(5, "0")
            if told and told.group(1)[1] == ":"
            else told and told.group(1)
        )
        try:
            value = datetime.fromisoformat(f"{on.isoformat()}T{hour or '00:00'}")
        except ValueError as error:
            raise ValueError(wrong) from error
    # What lies at the ends of the calendar cannot be told in another time zone.
    if not EARLIEST < value.date() < LATEST:
        message = _("The date must lie between %(earliest)s and %(latest)s.")
        raise ValueError(message % {"earliest": EARLIEST, "latest": LATEST})
    return value


def one_of(values: Mapping[str, Any] | Iterable[Any], **more_words: Any) -> Reader:
    """One of ``values`` (a mapping of words to values, or values standing for themselves)."""
    words = dict(values) if isinstance(values, Mapping) else {str(value): value for value in values}
    shown = ", ".join(words)
    return _reader(words | more_words, lambda: shown)


def choice(choices: Iterable[tuple[Any, Any]], **more_words: Any) -> Reader:
    """One of ``choices`` (values with their labels), by the value or as the pages call it."""

    @cache
    def labels(language: str) -> dict[str, Any]:
        with override(language):
            return {str(label): value for value, label in choices}

    def shown() -> str:
        in_chinese = (get_language() or "").startswith("zh")
        return ", ".join(labels("zh-hans") if in_chinese else map(str, values))

    @cache
    def read() -> Reader:
        words = labels("zh-hans") | labels("en") | more_words
        return _reader(words | {str(value): value for value in values}, shown)

    values = [value for value, _label in choices]
    return lambda cell: read()(cell)


def _reader(words: Mapping[str, Any], shown: Callable[[], str]) -> Reader:
    """``shown()``: what is told to whoever wrote none of ``words``."""
    words = {folded(word): value for word, value in words.items()}

    def read(cell: str) -> Any:
        try:
            return words[folded(cell)]
        except KeyError as error:
            message = _("“%(value)s” is none of: %(values)s.")
            raise ValueError(message % {"value": short(cell), "values": shown()}) from error

    return read


def yes_no(cell: str) -> bool:
    word = folded(cell)
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(_("Write yes or no."))


def amount(max_digits: int, decimal_places: int) -> Reader:
    """A sum of money, not negative; thousands may be parted by commas."""
    limit = Decimal(10) ** (max_digits - decimal_places)

    def read(cell: str) -> Decimal:
        plain = unicodedata.normalize("NFKC", cell).replace(",", "").lstrip("¥").strip()
        try:
            value = Decimal(plain)
        except InvalidOperation as error:
            raise ValueError(_("“%(value)s” is not a number.") % {"value": short(cell)}) from error
        if value.is_finite() and 0 <= value < limit:
            value = value.quantize(Decimal(1).scaleb(-decimal_places), ROUND_HALF_UP)
        if not value.is_finite() or not 0 <= value < limit:
            raise ValueError(_("The number is negative or too large."))
        return value

    return read


def email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError as error:
        raise ValueError(_("“%(value)s” is no e-mail address.") % {"value": short(cell)}) from error
    checked: str = text(254)(cell)
    return checked


def identity(read: Reader) -> Reader:
    """A number that tells one from another, and has not been shortened to ``1.39E+10``."""

    def checked(cell: str) -> Any:
        if SHORTENED.fullmatch(unicodedata.normalize("NFKC", cell)):
            message = _(
                "“%(value)s” is a number that a spreadsheet has shortened; type it as text."
            )
            raise ValueError(message % {"value": short(cell)})
        return read(cell)

    return checked


def of_field(field: Any) -> Reader:
    """The reader of a model field's values."""
    if field.choices:
        return choice(field.flatchoices)
    if isinstance(field, models.DateField):
        return day
    if isinstance(field, models.DecimalField):
        return amount(field.max_digits, field.decimal_places)
    if isinstance(field, models.EmailField):
        return email
    return text(getattr(field, "max_length", None))


def short(cell: str) -> str:
    """The cell for a message: on one line, not longer than a line."""
    line = " ".join(cell.replace("\0", "").split())
    return line if len(line) <= 40 else line[:39] + "…"
