"""Customer cards: the seven required fields, and more of the others the better one knows them (R2)."""

from datetime import date, timedelta

from leads.customers.models import UNKNOWN_BIRTHDAY, Channel, Customer, CustomerType, Gender, Source

from .words import (
    COMPANIES,
    DISTRICTS,
    FAMILIES,
    HOBBIES,
    POSITIONS,
    STREETS,
    SURNAMES,
    TRADES,
    name_of_person,
)

# The fifth to seventh digit are zeros: such numbers are not given to anyone by chance.
PREFIXES = [f"1{n}0000" for n in (30, 31, 32, 35, 36, 37, 38, 39, 50, 51, 52, 58, 59, 86, 87, 88)]
SOURCES = {
    Source.WALK_OR_CALL_IN: 48,
    Source.BASE: 12,
    Source.PROSPECTING: 18,
    Source.EXHIBITION: 12,
    Source.STAFF: 6,
    Source.VIP: 4,
}


def phone_number(n):
    """The n-th number; no two of the first 10,000 are the same."""
    # 7919 is a prime, so that neighbours do not count up.
    return f"{PREFIXES[n % len(PREFIXES)]}{n * 7919 % 10000:04}"


def make_card(rng, *, consultant, number, registered_on):
    """An unsaved customer of the consultant."""
    gender = rng.choices("MF", (6, 4))[0]
    is_company = rng.random() < 0.07
    person = name_of_person(rng, gender)
    card = Customer(
        store=consultant.store,
        consultant=consultant,
        registered_on=registered_on,
        name=rng.choice(SURNAMES) + rng.choice(COMPANIES) if is_company else person,
        gender=Gender.UNKNOWN if is_company else gender,
        phone=phone_number(number),
        birthday=UNKNOWN_BIRTHDAY if is_company else _birthday(rng, registered_on),
        source=rng.choices(list(SOURCES), list(SOURCES.values()))[0],
        customer_type=CustomerType.COMPANY if is_company else CustomerType.PRIVATE,
        district=rng.choice(DISTRICTS[consultant.store.code]),
    )
    if is_company:
        card.contact_person = person
    _complete(rng, card)
    return card


def _birthday(rng, registered_on):
    """One in five does not tell it (R2.1)."""
    if rng.random() < 0.2:
        return UNKNOWN_BIRTHDAY
    return date(registered_on.year - rng.randint(22, 60), 1, 1) + timedelta(rng.randrange(365))


def _complete(rng, card):
    for name, share, choices in (
        ("channel", 0.6, Channel.values),
        ("trade", 0.5, TRADES),
        ("position", 0.4, POSITIONS),
        ("family", 0.4, FAMILIES),
        ("hobbies", 0.3, HOBBIES),
    ):
        if rng.random() < share:
            setattr(card, name, rng.choice(choices))
    if rng.random() < 0.5:
        card.address = f"{card.district}{rng.choice(STREETS)}{rng.randint(1, 300)}号"
    if card.source == Source.WALK_OR_CALL_IN:
        card.first_visit_on = card.registered_on
