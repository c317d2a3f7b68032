"""What the k-th occasion of an offence costs (R8.1–R8.5). Pure; money is exact ``Decimal`` yuan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from followups.deadlines.rules import Kind
from foundation.money import EXACT, ZERO

EXPIRY, EVASION, FOLLOW_UP = "expiry", "evasion", "follow-up"
REPORT, SUSPENSION, FINE = "report", "suspension", "fine"
NEVER, MONTH, QUARTER, YEAR = "never", "month", "quarter", "year"

# A suspected evasion is missing here: it costs nothing until a manager confirms it (R8.8).
FAMILY_OF = {
    Kind.OVERDUE_ACTIVITY: EXPIRY,
    Kind.EXPIRED_OPPORTUNITY: EXPIRY,
    Kind.CADENCE_BREACH: FOLLOW_UP,
    Kind.MISSING_NEXT_PLAN: FOLLOW_UP,
}

ONE_FEN = Decimal("0.01")
# The column holds 198 digits of yuan: sums of such entries still fit.
LARGEST = EXACT.subtract(Decimal("1E190"), ONE_FEN)


@dataclass(frozen=True)
class Terms:
    """A penalty policy's figures (R8.5): ``base`` and ``cap`` in yuan, ``manager_share`` a fraction."""

    base: Decimal = Decimal("50")
    factor: Decimal = Decimal("2")
    manager_share: Decimal = Decimal("0.5")
    cap: Decimal | None = None
    restart: str = NEVER


@dataclass(frozen=True)
class Price:
    """What an occasion costs: ``amount`` in yuan for the person, ``share`` for his manager (R8.3).

    Both are 0.00 for a report or a suspension.
    """

    occasion: int
    kind: str
    amount: Decimal = ZERO
    share: Decimal = ZERO


def price(family, occasion, items, terms):
    """The ``Price`` of the ``occasion``-th occasion (from 1) with ``items`` new findings (R8.1, R8.2)."""
    if family == EXPIRY:
        return Price(occasion, REPORT if occasion == 1 else SUSPENSION)
    ceiling = LARGEST if terms.cap is None else min(terms.cap, LARGEST)
    with localcontext(EXACT):
        amount = min(terms.base * terms.factor ** (occasion - 1) * items, ceiling)
        amount = amount.quantize(ONE_FEN)
        share = min(amount * terms.manager_share, ceiling).quantize(ONE_FEN)
    return Price(occasion, FINE, amount, share)


def may_suspend(family, occasion):
    """Whether a fine may become a suspension: a serious follow-up offence, from the third time (R8.1)."""
    return family == FOLLOW_UP and occasion >= 3


def period_start(on: date, restart):
    """The first day of the counting period that ``on`` is in; ``None``: all days count (R8.5)."""
    if restart == NEVER:
        return None
    month = {MONTH: on.month, QUARTER: (on.month - 1) // 3 * 3 + 1, YEAR: 1}[restart]
    return on.replace(month=month, day=1)
