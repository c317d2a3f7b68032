"""What a quotation adds up to, its loan by the annuity formula, its discount and how long it holds. Pure.

Amounts are ``Decimal`` yuan of whole fen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from foundation.yuan import FEN, ZERO, exact_sum

MOST_MONTHS = 120
# Nominal, in percent of a year. Beyond it a court would not enforce the loan.
MOST_RATE = Decimal(36)
# Below it the rounding to whole fen would weigh as much as an instalment.
LEAST_LOAN = Decimal(1000)
USUAL_DAYS = 7
MOST_DAYS = 90


def total_of(
    price: Decimal, extras: Iterable[Decimal], *, discount: Decimal = ZERO, trade_in: Decimal = ZERO
) -> Decimal:
    """What the customer pays: the car less the discount, all that goes with it, less their old car.

    >>> total_of(Decimal(150000), [Decimal(5000), Decimal("800.50")], discount=Decimal(3000))
    Decimal('152800.50')
    """
    return (price - discount + exact_sum(extras) - trade_in).quantize(FEN)


def share_of(discount: Decimal, price: Decimal) -> Decimal:
    """The discount in percent of the car's price, to two decimals.

    >>> share_of(Decimal(3000), Decimal(150000))
    Decimal('2.00')
    """
    return (discount * 100 / price).quantize(FEN, ROUND_HALF_UP)


def is_over(discount: Decimal, price: Decimal, limit: Decimal) -> bool:
    """Whether it is more than ``limit`` percent of the price; exact, nothing is rounded.

    >>> is_over(Decimal(3000), Decimal(150000), Decimal(2))
    False
    >>> is_over(Decimal("3000.01"), Decimal(150000), Decimal(2))
    True
    """
    return discount * 100 > price * limit


@dataclass(frozen=True)
class Loan:
    """``principal`` yuan over so many months at ``yearly_rate`` nominal percent."""

    principal: Decimal
    months: int
    yearly_rate: Decimal

    @property
    def monthly_rate(self) -> Decimal:
        return self.yearly_rate / 1200


@dataclass(frozen=True)
class Instalment:
    """What is paid in one month, and what of the principal is ``left`` after it."""

    number: int
    amount: Decimal
    interest: Decimal
    principal: Decimal
    left: Decimal


def instalment_of(loan: Loan) -> Decimal:
    """The equal monthly instalment by the annuity formula, rounded half up to the fen.

    >>> instalment_of(Loan(Decimal(100000), 36, Decimal("4.8")))
    Decimal('2988.12')
    >>> instalment_of(Loan(Decimal(36000), 36, Decimal(0)))
    Decimal('1000.00')
    """
    with localcontext() as exact:
        exact.prec = 60
        rate = loan.yearly_rate / 1200
        if rate == 0:
            amount = loan.principal / loan.months
        else:
            amount = loan.principal * rate / (1 - (1 + rate) ** -loan.months)
        return amount.quantize(FEN, ROUND_HALF_UP)


def schedule(loan: Loan) -> Iterator[Instalment]:
    """Month by month; the last one pays what is left of the principal, to the fen.

    Each month's interest is that of the principal still owed, rounded half up to the fen.
    """
    amount, left = instalment_of(loan), loan.principal
    for number in range(1, loan.months + 1):
        interest = (left * loan.yearly_rate / 1200).quantize(FEN, ROUND_HALF_UP)
        principal = left if number == loan.months else amount - interest
        left -= principal
        yield Instalment(number, interest + principal, interest, principal, left)


@dataclass(frozen=True)
class LoanSums:
    """What a loan comes to: ``last`` differs from ``monthly`` by what rounding left over."""

    monthly: Decimal
    last: Decimal
    interest: Decimal
    paid: Decimal


def sums_of(loan: Loan) -> LoanSums:
    """All instalments together are the principal and the interest, exactly."""
    parts = list(schedule(loan))
    interest = exact_sum(part.interest for part in parts)
    paid = exact_sum(part.amount for part in parts)
    return LoanSums(parts[0].amount, parts[-1].amount, interest, paid)


def usual_end(on: date) -> date:
    """The last day of a quotation made on the day, where nothing else is said."""
    return on + timedelta(days=USUAL_DAYS)


def has_expired(valid_until: date, on: date) -> bool:
    """It holds on its last day and no longer."""
    return on > valid_until


def is_about_to_expire(valid_until: date, on: date) -> bool:
    """From the day before its last one on."""
    return on <= valid_until <= on + timedelta(days=1)
