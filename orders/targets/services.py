"""What is to be sold in a month, by store, consultant and model (R9.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role, Store, User
from foundation.history import save_as

from .models import Target


@dataclass(frozen=True)
class Goal:
    """Of one ``consultant`` (a key), of one ``model``, or, with neither, of the whole store."""

    orders: int
    deliveries: int
    consultant: int | None = None
    model: str = ""


def set_targets(
    *, by: User, now: datetime, store: Store, month: date, goals: Sequence[Goal]
) -> None:
    """Write the goals of the store's month, which begins on ``month``; those not named stay.

    Directors set all of their stores, managers those of their team; raises ``PermissionDenied``.
    """
    if month.day != 1:
        raise ValidationError(_("A month begins on the 1st."))
    _require_permission(by, store, goals)
    try:
        _write(by, now, store, month, goals)
    except IntegrityError:
        # Somebody set the same one at this moment: then this is a change of it.
        _write(by, now, store, month, goals)


def _require_permission(by: User, store: Store, goals: Sequence[Goal]) -> None:
    if by.role == Role.DIRECTOR:
        allowed = stores_of(by).filter(pk=store.pk).exists()
    elif by.role == Role.MANAGER:
        team = set(staff_visible_to(by).values_list("pk", flat=True))
        allowed = by.store_id == store.pk and all(goal.consultant in team for goal in goals)
    else:
        allowed = False
    if not allowed:
        raise PermissionDenied


@transaction.atomic
def _write(by: User, now: datetime, store: Store, month: date, goals: Sequence[Goal]) -> None:
    rows = Target.objects.select_for_update(of=("self",)).filter(store=store, month=month)
    present = {(row.consultant_id, row.model): row for row in rows}
    for goal in goals:
        row = present.get((goal.consultant, goal.model))
        if row is None:
            if not goal.orders and not goal.deliveries:
                continue
            row = Target(store=store, month=month, consultant_id=goal.consultant, model=goal.model)
        elif (row.orders, row.deliveries) == (goal.orders, goal.deliveries):
            continue
        row.orders, row.deliveries = goal.orders, goal.deliveries
        save_as(row, by=by, now=now)
