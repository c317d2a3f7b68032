"""What the number in a cell of a workbook stands for: a date, a code with leading zeros, or itself."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum

from .xml_parts import Attributes, Package

# The formats of dates and times that a file need not describe; 27–36 and 50–58 are East Asian.
BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DATE_LETTERS = re.compile("[ymdhs年月日]", re.IGNORECASE)
ZEROS = re.compile("0{2,20}")
LAST_SERIAL = 2_950_000
DIGITS = 15


class Calendar(Enum):
    """From when a program counts the days. For Excel, 1900 was a leap year; LibreOffice knows better."""

    EXCEL, CALC, FROM_1904 = range(3)

    def first(self, days: int) -> datetime:
        """The day to which ``days`` are added."""
        if self == Calendar.FROM_1904:
            return datetime(1904, 1, 1)
        is_before_leap = self == Calendar.EXCEL and days < 60
        return datetime(1899, 12, 31) if is_before_leap else datetime(1899, 12, 30)


# From the number as it is kept to the text that a person sees.
NumberReader = Callable[[str, Calendar], str]


def number_text(raw: str) -> str | None:
    """The number without exponent or needless zeros; ``None`` beyond the 15 digits that a cell keeps."""
    value = Decimal(raw)
    if not value.is_finite():
        raise InvalidOperation
    if abs(value) >= Decimal(10) ** DIGITS:
        return None
    if value and value.adjusted() < -DIGITS:
        return "0"
    plain = format(Decimal(f"{value:.{DIGITS}g}"), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def shown_number(raw: str) -> str:
    """A number that has lost its last digits, as spreadsheets show it: ``1.1010119900307E+17``."""
    return f"{float(raw):.{DIGITS}G}"


def as_number(raw: str, _calendar: Calendar) -> str:
    return number_text(raw) or ""


def as_date(raw: str, calendar: Calendar) -> str:
    """ISO date, with the time where there is one; a number that no calendar holds stays a number."""
    serial = Decimal(raw)
    if not 0 <= serial <= LAST_SERIAL:
        return as_number(raw, calendar)
    days, seconds = int(serial), round((serial % 1) * 86_400)
    if not days and calendar != Calendar.FROM_1904:
        return (datetime(1900, 1, 1) + timedelta(seconds=seconds)).time().isoformat()
    moment = calendar.first(days) + timedelta(days, seconds)
    return moment.isoformat(" ") if seconds % 86_400 else moment.date().isoformat()


def as_code(width: int) -> NumberReader:
    """A whole number shown with leading zeros, as postcodes are."""

    def read(raw: str, calendar: Calendar) -> str:
        plain = as_number(raw, calendar)
        return plain.zfill(width) if plain.isdecimal() else plain

    return read


def kind_of(format_id: int, code: str | None) -> NumberReader:
    """The reader of numbers under a format; ``code`` is ``None`` for one that is built in."""
    if code is None:
        return as_date if format_id in BUILT_IN_DATES else as_number
    if ZEROS.fullmatch(code):
        return as_code(len(code))
    if code.casefold() in ("general", "standard"):
        return as_number
    return as_date if DATE_LETTERS.search(NOT_FORMAT.sub("", code.split(";")[0])) else as_number


class FormatKinds:
    """The readers of a workbook's cell styles."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._inside = False
        if part:
            package.parse(part, self._start, self._end)
        self._kinds: dict[str, NumberReader] = {}

    def of(self, style: str) -> NumberReader:
        """The reader of the cells of a style, by the style's number as the cell has it."""
        if style not in self._kinds:
            number = int(style)
            format_id = self._styles[number] if number < len(self._styles) else 0
            self._kinds[style] = kind_of(format_id, self._codes.get(format_id))
        return self._kinds[style]

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt" and "numFmtId" in attributes:
            self._codes.setdefault(
                int(attributes["numFmtId"]), attributes.get("formatCode", "")[:300]
            )
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside and len(self._styles) < 100_000:
            self._styles.append(int(attributes.get("numFmtId", 0)))

    def _end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False
