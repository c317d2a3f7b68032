"""Order numbers, since when an order is a conversion (R9.10), and money against a payment plan (R9.5).
Pure; amounts are ``Decimal`` yuan.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key")


def prefix_of(day: date) -> str:
    return f"{day:%Y%m%d}-"


def next_number(day: date, taken: Iterable[str]) -> str:
    """The number after the highest of ``taken`` that was given on the day in this form."""
    prefix = prefix_of(day)
    tails = [number.removeprefix(prefix) for number in taken if number.startswith(prefix)]
    used = [int(tail) for tail in tails if tail.isascii() and tail.isdigit()]
    return f"{prefix}{max(used, default=0) + 1:03}"


def converted_on(
    *, signed_on: date | None, received_on: date | None, firm_on: date | None
) -> date | None:
    """The first day on which it holds, or ``None``.

    Contract signed (``signed_on``) and any money received, the first of it on ``received_on``; or
    a firm agreement made on ``firm_on``, whichever came first.
    """
    days = [firm_on] if firm_on else []
    if signed_on and received_on:
        days.append(max(signed_on, received_on))
    return min(days, default=None)


class TooMuch(ValueError):
    """More than is outstanding; ``outstanding`` is what there is."""

    def __init__(self, outstanding: Decimal) -> None:
        self.outstanding = outstanding
        super().__init__(f"only {outstanding} outstanding")


def spread(
    amount: Decimal, outstanding: Sequence[tuple[Key, Decimal]]
) -> list[tuple[Key, Decimal]]:
    """``[(key, part), …]`` of an amount over ``[(key, outstanding), …]``, which stand in order of date.

    The first are filled first, the last one touched perhaps in part. Raises ``TooMuch``.
    """
    total = sum((open_ for _key, open_ in outstanding), Decimal(0))
    if amount > total:
        raise TooMuch(total)
    parts = []
    for key, open_ in outstanding:
        part = min(amount, open_)
        if part > 0:
            parts.append((key, part))
            amount -= part
    return parts
