"""Writing what channels cost; every change is kept (R13.1)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store, User
from foundation.history import delete_as, save_as
from foundation.locks import lock_name

from .models import ChannelCost

KEEPERS = (Role.MARKETING, Role.DIRECTOR)


@transaction.atomic
def set_costs(
    *,
    by: User,
    now: datetime,
    store: Store,
    month: date,
    amounts: Mapping[str, Decimal | None],
) -> None:
    """``{channel: yuan}`` of the month; none or nothing takes a cost away, what is not named stays."""
    if by.role not in KEEPERS or not stores_of(by).filter(pk=store.pk).exists():
        raise PermissionDenied
    lock_name("costs", store.pk)
    month = month.replace(day=1)
    kept = {row.channel: row for row in ChannelCost.objects.of_month(store, month)}
    for channel, amount in amounts.items():
        row = kept.get(channel)
        if not amount:
            if row:
                delete_as(row, by=by, now=now, reason="")
        elif row is None or row.amount != amount:
            row = row or ChannelCost(store=store, month=month, channel=channel)
            row.amount = amount
            save_as(row, by=by, now=now)
