"""What channels cost in a month or a span (R13.1)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from accounts.people.models import Store

from .models import ChannelCost
from .rules import part_of


def costs_of(store: Store, month: date) -> dict[str, Decimal]:
    """``{channel: yuan}`` of a month, by its first day."""
    rows = ChannelCost.objects.of_month(store, month)
    return dict(rows.values_list("channel", "amount"))


def costs_within(stores: Iterable[Store], start: date, end: date) -> dict[str, Decimal]:
    """``{channel: yuan}`` of the span, of each month the part of its days; in one query."""
    rows = ChannelCost.objects.filter(
        store__in=stores, month__gte=start.replace(day=1), month__lte=end
    )
    found: dict[str, Decimal] = {}
    for channel, month, amount in rows.values_list("channel", "month", "amount"):
        found[channel] = found.get(channel, Decimal(0)) + part_of(amount, month, start, end)
    return found
