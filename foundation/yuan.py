"""Exact arithmetic of yuan and fen. Pure."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
# No single amount is larger: ten digits of yuan, and sums of millions of them fit into a column.
MOST_YUAN = Decimal("9999999999.99")


def to_fen(value: Decimal | int | str) -> int:
    """Yuan as a whole number of fen, rounded half up."""
    return int((Decimal(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts in yuan."""
    return sum(amounts, ZERO)
