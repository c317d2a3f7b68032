"""Managers and directors set what their people do every day (R4.11)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, staff_visible_to
from accounts.people.models import User
from accounts.people.services import lock_people
from foundation.history import save_as

from .models import DayQuota
from .queries import KINDS, quotas_in_force


@transaction.atomic
def set_quotas(
    *,
    by: User,
    now: datetime,
    on: date,
    from_on: date,
    quotas: Mapping[int, Mapping[str, int]],
) -> None:
    """``quotas``: ``{person: {kind: contacts a day}}`` from a date on, today at the earliest.

    What says the same as what is in force is not written. Raises ``PermissionDenied`` for whom ``by``
    does not lead, ``ValidationError`` for a past date: what was wanted of a day stays.
    """
    led = set(staff_visible_to(by).filter(pk__in=quotas).values_list("pk", flat=True))
    if by.role not in LEADING_ROLES or led != set(quotas):
        raise PermissionDenied
    if from_on < on:
        raise ValidationError({"from_on": _("What was wanted of a past day stays as it was.")})
    lock_people(quotas)
    present = quotas_in_force(quotas, on=from_on)
    for person, values in quotas.items():
        before = present.get(person)
        if all(getattr(before, kind, 0) == values[kind] for kind in KINDS):
            continue
        row = before if before and before.from_on == from_on else None
        row = row or DayQuota(person_id=person, from_on=from_on)
        for kind in KINDS:
            setattr(row, kind, values[kind])
        save_as(row, by=by, now=now)
