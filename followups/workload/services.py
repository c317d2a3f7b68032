"""The director sets what a day should hold, and when each grade is best called (R4.11)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access.queries import stores_of
from accounts.people.models import Store, User
from foundation.history import save_as
from leads.grading.models import Grade

from .models import DayLimits, GradeDay


@transaction.atomic
def set_day(
    *,
    by: User,
    now: datetime,
    store: Store,
    limits: Mapping[str, int],
    grades: Mapping[Grade, Mapping[str, Any]],
) -> None:
    """Set limits and the days of grades of a store; the history says who and when (R1.4).

    ``limits``: ``{field of DayLimits: plans}``; ``grades``: ``{grade: {field of GradeDay: value}}``.
    What says the same as before is not written. Raises ``PermissionDenied`` unless ``by`` is a
    director of the store.
    """
    if not (by.is_director and stores_of(by).filter(pk=store.pk).exists()):
        raise PermissionDenied
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    present = DayLimits.objects.filter(store=store).first() or DayLimits(store=store)
    _write(present, limits, by=by, now=now)
    known = {row.grade_id: row for row in GradeDay.objects.filter(store=store)}
    for grade, values in grades.items():
        row = known.get(grade.pk)
        if row is None and any(value is not None for value in values.values()):
            row = GradeDay(store=store, grade=grade)
        if row is not None:
            _write(row, values, by=by, now=now)


def _write(
    row: DayLimits | GradeDay, values: Mapping[str, Any], *, by: User, now: datetime
) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    save_as(row, by=by, now=now)
