"""The exact sums of ledger entries, by person and month and of the whole."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from foundation.months import month_name
from foundation.yuan import ZERO

Key = tuple[int, date]
Amount = tuple[Decimal, int]


def sums_of(entries: QuerySet[Any]) -> dict[Key | None, Amount]:
    """``{(person id, month): (amount, number)}`` of the entries; the key ``None`` is the whole.

    Months are named by their first day, amounts are exact yuan. The whole is missing where nothing is.
    """
    rows = (
        entries.order_by()
        .values_list("person_id", TruncMonth("on"))
        .annotate(Sum("amount"), Count("pk"))
    )
    sums: dict[Key | None, Amount] = {}
    total, number = ZERO, 0
    for person, month, amount, count in rows:
        sums[person, month] = (amount, count)
        total, number = total + amount, number + count
    return sums | {None: (total, number)} if sums else {}


def rows_of_sums(sums: dict[Key, Amount]) -> list[dict[str, Any]]:
    """The sums by person and month as rows for a page, the latest month first."""
    people = get_user_model().objects.in_bulk({person for person, _month in sums})
    rows = [
        {
            "person": people[person],
            "month": month.isoformat(),
            "month_name": month_name(month),
            "amount": amount,
            "entries": number,
        }
        for (person, month), (amount, number) in sums.items()
    ]
    rows.sort(key=lambda row: str(row["person"]))
    rows.sort(key=lambda row: row["month"], reverse=True)
    return rows
