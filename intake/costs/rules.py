"""Which part of a month's cost falls into a span (R13.1). Pure."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from foundation.dates import ONE_DAY
from foundation.months import month_of
from foundation.yuan import FEN


def part_of(amount: Decimal, month: date, start: date, end: date) -> Decimal:
    """Of the cost of a month (its first day) the part of its days from ``start`` to ``end``, to the fen.

    >>> part_of(Decimal(3000), date(2026, 11, 1), date(2026, 11, 16), date(2026, 12, 31))
    Decimal('1500.00')
    """
    first, last = month_of(month)
    days = (min(end, last) - max(start, first) + ONE_DAY).days
    if days <= 0:
        return Decimal(0)
    return (amount * days / (last - first + ONE_DAY).days).quantize(FEN, ROUND_HALF_UP)
