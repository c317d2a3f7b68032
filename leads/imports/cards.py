"""The columns of a customers' file, and cards looked up by the thousand."""

import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError

from accounts.imports import cells
from leads.models import Customer, CustomerType, Gender, Opportunity
from leads.services.customers import clean_phone

CARD_FIELDS = (
    "name",
    "gender",
    "birthday",
    "source",
    "customer_type",
    "district",
    "lifecycle",
    "channel",
    "contact_person",
    "company_nature",
    "trade",
    "position",
    "address",
    "postcode",
    "email",
    "id_number",
    "wechat",
    "family",
    "hobbies",
    "clubs",
    "information_source",
    "introducer_name",
    "introducer_phone",
    "introducer_relation",
    "first_visit_on",
)
INTENT_FIELDS = (
    "models_looked_at",
    "colour",
    "objection",
    "budget",
    "payment_method",
    "trade_in",
)


@lru_cache(maxsize=100_000)
def _normalised(cell):
    return clean_phone(cell)


def phone(cell):
    """The normalised number (R2.5)."""
    try:
        return _normalised(cell)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from error


def model_name(cell):
    return cells.text(80)(" ".join(cell.split()))


def model_key(name):
    """Models are told apart without regard to case and width of letters."""
    return unicodedata.normalize("NFKC", name).casefold()


def field_readers():
    """The reader of each card and intent field by its model name."""
    readers = {name: cells.of_field(Customer._meta.get_field(name)) for name in CARD_FIELDS}
    readers |= {name: cells.of_field(Opportunity._meta.get_field(name)) for name in INTENT_FIELDS}
    readers["gender"] = cells.one_of(Gender.values, 男="M", 女="F", 未知="U")
    readers["customer_type"] = cells.one_of(CustomerType.values, 私="private", 公="company")
    return readers
