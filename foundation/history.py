"""Every change is kept with who, when and why (R1.4): of one record, and of many at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Field, FileField, Model, QuerySet
from django.utils.translation import gettext as _

from .bulk import insert_objects, insert_rows, update_objects, values_of
from .display import day, moment, money_text
from .finding import keep_keys
from .reason_codes import Reason

HEAD = ("history_date", "history_type", "history_user_id", "history_change_reason")


@dataclass(frozen=True)
class Cause:
    """Who changes something, when and why; ``by`` is ``None`` for the nightly audit and the console."""

    by: AbstractBaseUser | None
    now: datetime
    reason: str | Reason = ""


def create_all(model: type[Any], objects: Sequence[Model], cause: Cause) -> None:
    """Insert the objects, which get their keys, and the first row of each one's history."""
    insert_objects(model, objects)
    keep_keys(model, objects, new=True)
    record_new(model, objects, cause)


def change_all(
    model: type[Any], objects: Sequence[Model], names: Sequence[str], cause: Cause
) -> None:
    """Write the named attributes of saved objects, and a row of history for each."""
    update_objects(model, objects, names)
    keep_keys(model, objects, names=names)
    record_present(model, objects, cause)


def record_new(model: type[Any], objects: Iterable[Model], cause: Cause) -> None:
    """The first row of history of each object."""
    _write_history(model, objects, cause, "+")


def record_present(model: type[Any], objects: Iterable[Model], cause: Cause) -> None:
    """A further row of history for each object as it is now."""
    _write_history(model, objects, cause, "~")


def record_changed(
    model: type[Any], objects: Sequence[Model], names: Sequence[str], cause: Cause
) -> None:
    """A further row for each object whose named attributes differ from its last one.

    Thus a run also records what one that was killed before it had changed.
    """
    rows = model.history.filter(id__in=[o.pk for o in objects])
    last = {
        pk: row
        for pk, *row in rows.order_by("history_date", "history_id").values_list("id", *names)
    }
    changed = [o for o in objects if last.get(o.pk) != [getattr(o, name) for name in names]]
    record_present(model, changed, cause)


def _write_history(model: type[Any], objects: Iterable[Model], cause: Cause, kind: str) -> None:
    history = model.history.model
    files = {f.attname for f in model._meta.concrete_fields if isinstance(f, FileField)}
    names = [f.attname for f in history.tracked_fields]
    person = cause.by.pk if cause.by else None
    head = (cause.now, kind, person, cause.reason or None)
    rows = values_of(objects, names)
    if files:
        told = [name in files for name in names]
        rows = ([str(v or "") if f else v for v, f in zip(row, told, strict=True)] for row in rows)
    insert_rows(history, [*HEAD, *names], ((*head, *row) for row in rows))


@dataclass(frozen=True)
class Change:
    """What was changed at once; ``fields`` are ``(name, before, after)``, before is blank at the first.

    ``is_reassignment``: it says in one line that a customer went to another consultant.
    """

    at: datetime
    by: AbstractBaseUser | None
    subject: Any
    fields: list[tuple[Any, Any, Any]]
    reason: str | Reason
    is_reassignment: bool = False


def shown_value(field: "Field[Any, Any]", row: Model) -> Any:
    """The value of a field as the history shows it."""
    value = getattr(row, field.attname)
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(value, Decimal):
        return money_text(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.is_relation:
        return str(getattr(row, field.name) or "")
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


def recorded_changes(
    model: type[Any],
    rows: QuerySet[Any],
    names: Iterable[str],
    *,
    reason_of: Callable[[Any], str | Reason] | None = None,
    shown: Callable[["Field[Any, Any]", Any], Any] = shown_value,
    counts: Callable[["Field[Any, Any]", Any], bool] = lambda field, row: True,
    with_first: bool = True,
) -> Iterator[Change]:
    """``Change`` rows of the history ``rows`` of a model, in which one of the fields ``names`` changed.

    ``reason_of``: says the reason of a row, where the history's own is not the whole of it; ``shown``:
    how a value is shown; ``counts``: whether the change of a field in a row is told.
    """
    fields = [model.history.model._meta.get_field(name) for name in names]
    before = None
    for row in rows.select_related("history_user").order_by("id", "history_date", "history_id"):
        known = before if before is not None and before.id == row.id else None
        changed = [
            (field.verbose_name, shown(field, known) if known else "", shown(field, row))
            for field in fields
            if known is None or getattr(known, field.attname) != getattr(row, field.attname)
            if counts(field, row)
        ]
        if changed and (known or with_first):
            reason = (reason_of(row) if reason_of else "") or row.history_change_reason or ""
            name = model._meta.verbose_name
            yield Change(row.history_date, row.history_user, name, changed, reason)
        before = row


def latest_first(changes: Iterable[Change]) -> list[Change]:
    """What was saved at one moment stays in its order."""
    return sorted(changes, key=lambda change: change.at)[::-1]


def save_as(
    instance: Model, *, by: AbstractBaseUser | None, now: datetime, reason: str | Reason = ""
) -> None:
    """Save with who, when and why in the history (R1.4)."""
    _sign(instance, Cause(by, now, reason))
    is_new = instance._state.adding
    instance.save()
    keep_keys(type(instance), [instance], new=is_new)


def delete_as(
    instance: Model, *, by: AbstractBaseUser | None, now: datetime, reason: str | Reason
) -> None:
    """Delete what is not to be; the history keeps it, with who, when and why as ``save_as`` does."""
    _sign(instance, Cause(by, now, reason))
    instance.delete()


def _sign(instance: Any, cause: Cause) -> None:
    instance._history_user = cause.by
    instance._history_date = cause.now
    if cause.reason:
        instance._change_reason = cause.reason
