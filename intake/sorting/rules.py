"""Of which days the desk counts leads. Pure."""

from datetime import date, timedelta

from foundation.months import month_before, month_of

DAYS = {"quarter": 90, "year": 365}


def span_of(name: str, today: date) -> tuple[date, date]:
    """``(first, last)`` day of a span of leads; of one that goes on it is today.

    >>> span_of("before", date(2026, 3, 10)), span_of("quarter", date(2026, 3, 10))[0]
    ((datetime.date(2026, 2, 1), datetime.date(2026, 2, 28)), datetime.date(2025, 12, 11))
    """
    if name == "before":
        return month_of(month_before(today))
    if name in DAYS:
        return today - timedelta(days=DAYS[name] - 1), today
    return today.replace(day=1), today
