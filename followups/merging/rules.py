"""Two cards of one person: what is kept of each, which intent goes on, how long it can be undone. Pure."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from foundation.registry import Registry

# So long a merge can be undone.
WITHIN = timedelta(days=30)

# What stands side by side, and of which each card's value can be kept.
FIELDS = (
    "name",
    "phone",
    "gender",
    "birthday",
    "source",
    "customer_type",
    "district",
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
    "photo",
    "information_source",
    "introducer_name",
    "introducer_phone",
    "introducer_relation",
    "circumstances",
    "first_visit_on",
)
UNKNOWN: Mapping[str, object] = {"birthday": date(1900, 1, 1), "gender": "U"}
LIFECYCLES = ("target", "prospect", "buyer")


def is_known(name: str, value: object) -> bool:
    """Whether the field says anything (R2.1).

    >>> is_known("birthday", date(1900, 1, 1)), is_known("wechat", ""), is_known("gender", "F")
    (False, False, True)
    """
    return value not in ("", None) and value != UNKNOWN.get(name)


def proposed(kept: Mapping[str, object], merged: Mapping[str, object]) -> set[str]:
    """The fields of which the merged card's value is proposed: those that only it knows.

    >>> proposed({"email": "", "trade": "教育"}, {"email": "a@b.cn", "trade": "金融"})
    {'email'}
    """
    return {n for n in kept if not is_known(n, kept[n]) and is_known(n, merged[n])}


def lifecycle_of(*stages: str) -> str:
    """The furthest of the stages (R2.6).

    >>> lifecycle_of("prospect", "buyer"), lifecycle_of("target", "inactive")
    ('buyer', 'target')
    """
    return max(stages, key=lambda stage: LIFECYCLES.index(stage) if stage in LIFECYCLES else -1)


def may_undo(done_at: datetime, now: datetime) -> bool:
    """Whether a merge of ``done_at`` can still be undone."""
    return now <= done_at + WITHIN


@dataclass(frozen=True)
class Intent:
    """An executing intent: its key, card and ``model`` as it is compared; ``rank``: the lower, the closer.

    ``ordered``: an order stands on it.
    """

    key: int
    card: int
    model: str
    ordered: bool
    rank: int
    registered_on: date

    @property
    def place(self) -> tuple[bool, int, date, int]:
        return not self.ordered, self.rank, self.registered_on, self.key


class TwoOrders(ValueError):
    """Orders stand on both intents of ``model``: neither can end."""

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self.model = model


def doubles(intents: Iterable[Intent]) -> dict[int, int]:
    """``{key of one that ends: key of the one that goes on}``: one open per model (R2.2).

    The one with an order goes on, else the closer to the sale, else the earlier. Raises ``TwoOrders``.
    """
    models: dict[str, list[Intent]] = {}
    for intent in intents:
        models.setdefault(intent.model, []).append(intent)
    found: dict[int, int] = {}
    for model, several in models.items():
        first, *others = sorted(several, key=lambda intent: intent.place)
        if any(other.ordered for other in others):
            raise TwoOrders(model)
        found |= {other.key: first.key for other in others}
    return found


@dataclass(frozen=True)
class Follow:
    """Rows of ``model`` (``app.Model``) go with their ``field`` to the card, or intent, that is kept.

    A row stays where the kept one has a row with the same values of ``alone``, both among ``among``, since
    the database takes no two of them. ``number``: the field with the phone number under which a row came at
    the moment ``since``, by which it is told whose it is when the cards are parted.
    """

    model: str
    field: str
    alone: tuple[str, ...] | None = None
    among: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    number: str = ""
    since: str = ""


@dataclass(frozen=True)
class Stay:
    """Rows of ``model`` stay with the card, or intent, that they tell of; ``why``."""

    model: str
    field: str
    why: str


# What each relation to a card, and to an intent that ends, does; a test asks for one entry each.
of_cards: Registry[Follow | Stay] = Registry()
of_intents: Registry[Follow | Stay] = Registry()
# What stands in the way of merging or parting: `(kept, merged)` gives a sentence, or "".
hindrances: Registry[Callable[[Any, Any], Any]] = Registry()
