"""What is due in the next ten days, equal to the rows behind it (R9.5)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.dues.queries import ALL, COMING, OVERDUE, forecast, forecast_rows
from orders.orders.models import PaymentDue
from orders.orders.services.ending import Cancellation, cancel_order
from orders.orders.services.payments import DueLine, record_payment

LOST = Cancellation("不买了", afterwards="lost", lost_reason="price")


@pytest.fixture
def plan(today):
    """`plan(-3, 0, 9)`: a plan of 1,000 on each of these days from today."""

    def plan(*days):
        return tuple(DueLine("instalment", today + timedelta(days=n), Decimal(1000)) for n in days)

    return plan


def test_the_forecast_has_ten_days_and_the_overdue_before_them(
    floor, place, plan, who, receipt, now, today
):
    """R9.5"""
    early = today - timedelta(days=5)
    first = place(
        floor.open(now=now, on=early), on=early, dues=plan(-3, 0, 9, 10), price=Decimal(4000)
    )
    place(floor.open(now=now, on=today), dues=plan(0, 4), price=Decimal(2000))
    gone = place(floor.open(now=now, on=today), dues=plan(1), price=Decimal(1000))
    cancel_order(**who, order=gone, cancellation=LOST)
    record_payment(**who, order=first, receipt=receipt("250.50"))

    found = forecast(PaymentDue.objects.all(), on=today)
    assert (found.overdue.number, found.overdue.outstanding) == (1, Decimal("749.50"))
    assert [row.day for row in found.days] == [today + timedelta(days=n) for n in range(10)]
    assert [row.outstanding for row in found.days] == [2000, 0, 0, 0, 1000, 0, 0, 0, 0, 1000]
    assert (found.coming.number, found.total.outstanding) == (4, Decimal("4749.50"))

    for figure, amount in {
        OVERDUE: found.overdue,
        COMING: found.coming,
        ALL: found.total,
        **{row.day: row for row in found.days},
    }.items():
        rows = forecast_rows(PaymentDue.objects.all(), figure, on=today)
        assert len(rows) == amount.number
        assert sum(row.outstanding for row in rows) == amount.outstanding


def test_nothing_due_is_a_forecast_of_nothing(db, today):
    found = forecast(PaymentDue.objects.all(), on=today)
    assert (found.total.number, found.total.outstanding, len(found.days)) == (0, 0, 10)
