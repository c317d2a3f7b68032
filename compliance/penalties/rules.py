"""What the k-th occasion of an offence costs (R8.1–R8.5, R8.10). Pure; money is exact ``Decimal`` yuan."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

from followups.deadlines.rules.kinds import Kind
from foundation.yuan import FEN, MOST_YUAN, ZERO

EXPIRY, EVASION, FOLLOW_UP = "expiry", "evasion", "follow-up"
REPORT, SUSPENSION, FINE = "report", "suspension", "fine"
HALF, NONE = "half", "none"
NEVER, MONTH, QUARTER, YEAR = "never", "month", "quarter", "year"

# A suspected evasion is missing here: it costs nothing until a manager confirms it (R8.8).
FAMILY_OF = {
    Kind.OVERDUE_ACTIVITY: EXPIRY,
    Kind.EXPIRED_OPPORTUNITY: EXPIRY,
    Kind.CADENCE_BREACH: FOLLOW_UP,
    Kind.MISSING_NEXT_PLAN: FOLLOW_UP,
}


@dataclass(frozen=True)
class Terms:
    """A penalty policy's figures (R8.5): ``base`` and ``cap`` in yuan, ``manager_share`` a fraction.

    ``cap`` is the upper bound of every entry (R8.10); ``manager_suspension``: half the days, or none.
    """

    base: Decimal
    factor: Decimal
    manager_share: Decimal
    manager_suspension: str
    cap: Decimal
    restart: str


# What holds in a store that has set nothing else.
SHIPPED = Terms(
    **tomllib.loads(
        Path(__file__).with_name("policy.toml").read_text(encoding="utf-8"), parse_float=Decimal
    )
)


@dataclass(frozen=True)
class Price:
    """What an occasion costs: ``amount`` in yuan for the person, ``share`` for their manager (R8.3).

    ``uncharged`` and ``share_uncharged`` are what the upper bound cuts off (R8.10), ``MOST_YUAN`` where
    it is that much or more. All are 0.00 for a report or a suspension.
    """

    occasion: int
    kind: str
    amount: Decimal = ZERO
    share: Decimal = ZERO
    uncharged: Decimal = ZERO
    share_uncharged: Decimal = ZERO

    @property
    def is_uncharged_open(self) -> bool:
        """Whether ``uncharged`` is only the least that is not charged."""
        return self.uncharged >= MOST_YUAN


def price(family: str, occasion: int, items: int, terms: Terms) -> Price:
    """The ``Price`` of the ``occasion``-th occasion (from 1) with ``items`` new findings (R8.1, R8.2)."""
    if family == EXPIRY:
        return Price(occasion, choices(family, occasion)[0])
    with localcontext(prec=50, rounding=ROUND_HALF_UP):
        amount, uncharged = _bounded(_climb(terms, occasion, items), terms.cap)
        share, share_uncharged = _bounded(amount * terms.manager_share, terms.cap)
    return Price(occasion, FINE, amount, share, uncharged, share_uncharged)


def _climb(terms: Terms, occasion: int, items: int) -> Decimal:
    """``base × factor^(occasion-1)`` per item; past the cap and ``MOST_YUAN`` it climbs no further."""
    amount, enough = terms.base * items, terms.cap + MOST_YUAN
    if terms.factor == 1:
        return amount
    for _step in range(occasion - 1):
        if amount > enough or not amount:
            break
        amount *= terms.factor
    return amount


def _bounded(amount: Decimal, cap: Decimal) -> tuple[Decimal, Decimal]:
    """``(what is charged, what is not)`` of an amount (R8.10), in whole fen."""
    amount = amount.quantize(FEN)
    charged = min(amount, cap)
    return charged, min(amount - charged, MOST_YUAN)


def choices(family: str, occasion: int) -> tuple[str, ...]:
    """What the director may make of an occasion, first what is proposed (R8.1).

    *Serious* is their word: from the second expiry on it is a suspension, or else another report, and
    any follow-up fine may become a suspension. An evasion leaves no choice.
    """
    if family == EXPIRY:
        return (REPORT,) if occasion == 1 else (SUSPENSION, REPORT)
    return (FINE, SUSPENSION) if family == FOLLOW_UP else (FINE,)


def needs_reason(family: str, occasion: int, kind: str) -> bool:
    """Whether the director says why they make ``kind`` of it: wherever "serious" is the question (R8.1)."""
    return kind != FINE and len(choices(family, occasion)) > 1


def manager_reports(terms: Terms) -> bool:
    """Whether the manager writes their own report on supervision (R8.3): not where they carry no share."""
    return terms.manager_share > 0


def manager_days(days: int, terms: Terms) -> int:
    """The manager's days of a suspension of ``days`` days (R8.3): half, rounded up, or none."""
    return (days + 1) // 2 if manager_reports(terms) and terms.manager_suspension == HALF else 0


def is_milder(family: str, occasion: int, kind: str) -> bool:
    """Whether a report was asked for where a suspension was proposed (R8.1)."""
    return kind == REPORT and choices(family, occasion)[0] == SUSPENSION


def period_start(on: date, restart: str) -> date | None:
    """The first day of the counting period that ``on`` is in; ``None``: all days count (R8.5)."""
    if restart == NEVER:
        return None
    month = {MONTH: on.month, QUARTER: (on.month - 1) // 3 * 3 + 1, YEAR: 1}[restart]
    return on.replace(month=month, day=1)
