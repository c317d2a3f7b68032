"""What a converted lead is worth by its price (R8.9). Pure; money is exact ``Decimal`` yuan."""


def amount_for(price, tiers):
    """The amount of the highest tier whose ``price_from`` is not above the price.

    ``tiers``: ``{price_from: amount}``. ``None`` where no tier reaches down to the price.
    """
    reached = [price_from for price_from in tiers if price_from <= price]
    return tiers[max(reached)] if reached else None
