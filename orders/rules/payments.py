"""Money against a payment plan (R9.5). Pure; amounts are ``Decimal`` yuan."""

from decimal import Decimal


class TooMuch(ValueError):
    """More than is outstanding; ``outstanding`` is what there is."""

    def __init__(self, outstanding):
        self.outstanding = outstanding
        super().__init__(f"only {outstanding} outstanding")


def spread(amount, outstanding):
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
