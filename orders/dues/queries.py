"""The ten-day collection forecast 十日收款预定表 (R9.5): what is to come in by day, the overdue first.

Every figure has its rows: ``forecast_rows`` with the same dues gives exactly those that it adds up.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Sum

from foundation.money import FenField

DAYS = 10
OVERDUE, COMING, ALL = "overdue", "coming", "all"


@dataclass(frozen=True)
class Amount:
    """So many dues, and the yuan outstanding on them; ``day`` is ``None`` of a sum."""

    number: int = 0
    outstanding: Decimal = Decimal("0.00")
    day: date | None = None

    def __add__(self, other):
        return Amount(self.number + other.number, self.outstanding + other.outstanding)


@dataclass(frozen=True)
class Forecast:
    """``days``: one ``Amount`` for each of the days, also those on which nothing is due."""

    overdue: Amount
    days: list[Amount]

    @property
    def coming(self):
        return sum(self.days, Amount())

    @property
    def total(self):
        return self.overdue + self.coming


def forecast(dues, *, on, days=DAYS):
    """What the outstanding ones among ``dues`` bring in from ``on`` over the next days (R9.5)."""
    rows = forecast_rows(dues, ALL, on=on, days=days).order_by().values("due_on")
    found = {
        row["due_on"]: Amount(row["number"], row["left"], row["due_on"])
        for row in rows.annotate(
            number=Count("pk"), left=Sum(F("amount") - F("paid"), output_field=FenField())
        )
    }
    ahead = [on + timedelta(days=number) for number in range(days)]
    late = [amount for day, amount in found.items() if day < on]
    return Forecast(
        overdue=sum(late, Amount()),
        days=[found.get(day, Amount(day=day)) for day in ahead],
    )


def forecast_rows(dues, figure, *, on, days=DAYS):
    """The dues behind a figure: ``OVERDUE``, ``COMING``, ``ALL`` or a day; in order of date."""
    rows = dues.outstanding().order_by("due_on", "pk")
    last = on + timedelta(days=days - 1)
    if figure == ALL:
        return rows.filter(due_on__lte=last)
    if figure == OVERDUE:
        return rows.filter(due_on__lt=on)
    if figure == COMING:
        return rows.filter(due_on__range=(on, last))
    return rows.filter(due_on=figure)
