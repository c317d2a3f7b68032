"""What a day and a class may hold: the director sets it (R4.11), a full class takes no more (R12.8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import Store, User
from foundation.history import save_as
from foundation.locks import lock_name
from leads.grading.models import Grade
from leads.opportunities.models import Opportunity

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


def require_room(person: int, grade: Grade) -> None:
    """Raise ``ValidationError`` by field where the person holds all that a class may hold (R3.2, R12.8).

    ``person``: the key of who is to have one more of ``grade``; what a class holds in practice is the limit.
    """
    most = grade.capacity_in_practice or grade.capacity
    if most is None:
        return
    lock_name("class", person)
    held = Opportunity.objects.in_use().intents().executing()
    if held.filter(consultant=person, grade__code=grade.code).count() >= most:
        text = _("Class %(grade)s is full with %(most)d customers: move one of them down first.")
        raise ValidationError({"note": text % {"grade": grade.code, "most": most}})
