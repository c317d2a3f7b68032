"""Phone numbers, masked where they may not be seen (R1.3, R2.5), and how complete a card is (R2.3). Pure."""

import re
import unicodedata
from collections.abc import Mapping

import phonenumbers

from foundation.spelling import PARTING

# As most people write it: nothing is left to be found out. Calls through a carrier begin with 179.
_PLAIN_MOBILE = re.compile(r"1(?!79)[3-9][0-9]{9}")


class PhoneError(ValueError):
    """Not a phone number that can be called."""


def normalise_phone(text: object, region: str = "CN") -> str:
    """The number as digits: national without prefix for China, ``+…`` (E.164) for other countries.

    Fixed lines keep the zero of their area, mobile and service numbers (400, 800) have none.

    Spaces, dashes, brackets, +86, 0086 and full-width digits are accepted. Raises ``PhoneError``.
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    if region == "CN" and _PLAIN_MOBILE.fullmatch(plain):
        return plain
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException as error:
        raise PhoneError(str(error)) from error
    if number.extension or any(c.isalpha() for c in plain):
        raise PhoneError("letters in a phone number")
    if not phonenumbers.is_possible_number(number):
        raise PhoneError("no such phone number")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code != phonenumbers.country_code_for_region(region):
        return e164
    if not phonenumbers.is_valid_number(number) and not _is_mobile_shaped(number):
        raise PhoneError("no such phone number")
    national = phonenumbers.national_significant_number(number)
    has_no_zero = _is_mobile_shaped(number) or national[:3] in ("400", "800")
    return national if has_no_zero else "0" + national


def _is_mobile_shaped(number: phonenumbers.PhoneNumber) -> bool:
    national = phonenumbers.national_significant_number(number)
    return len(national) == 11 and national[0] == "1" and national[1] in "3456789"


def ending_of(text: object) -> str:
    """The last digits of a number where some of them were typed, four to ten; else ``""``.

    >>> ending_of("8000"), ending_of(" 138 8000"), ending_of("800"), ending_of("13800138000")
    ('8000', '1388000', '', '')
    """
    digits = PARTING.sub("", unicodedata.normalize("NFKC", str(text)))
    return digits if digits.isdecimal() and 4 <= len(digits) <= 10 else ""


def mask_phone(phone: str) -> str:
    """The number with all but its first three and last four characters hidden."""
    if len(phone) <= 7:
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


# What of a card is a number of somebody's, and is masked where it may not be seen.
NUMBERS = ("phone", "wechat", "id_number", "email", "introducer_phone")


def mask_name(name: str) -> str:
    """The first character of a name, the others hidden."""
    return name[:1] + "**"


REQUIRED = ("name", "gender", "phone", "birthday", "source", "customer_type", "district")
OPTIONAL = (
    "position",
    "trade",
    "address",
    "email",
    "wechat",
    "family",
    "hobbies",
    "information_source",
)
COMPANY = ("contact_person", "company_nature")
INTENT = ("models_looked_at", "colour", "objection", "budget", "payment_method", "trade_in")


def fields_asked(*, is_company: bool, has_intent: bool) -> tuple[str, ...]:
    """The fields that count for such a card, in the order in which they are asked."""
    fields: tuple[str, ...] = REQUIRED + OPTIONAL
    if is_company:
        fields += COMPANY
    return fields + INTENT if has_intent else fields


def share_known(filled: Mapping[str, bool]) -> int:
    """``filled``: field → whether it is known. The share that is known in whole per cent, rounded down."""
    return 100 * sum(filled.values()) // len(filled)
