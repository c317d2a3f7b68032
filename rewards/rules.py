"""What a converted lead is worth by its price (R8.9). Pure; money is exact ``Decimal`` yuan."""

from collections.abc import Mapping
from decimal import Decimal


def amount_for(price: Decimal, tiers: Mapping[Decimal, Decimal]) -> Decimal | None:
    """The amount of the highest tier whose ``price_from`` is not above the price.

    ``tiers``: ``{price_from: amount}``. ``None`` where no tier reaches down to the price.
    """
    reached = [price_from for price_from in tiers if price_from <= price]
    return tiers[max(reached)] if reached else None
