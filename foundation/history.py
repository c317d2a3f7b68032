"""Every change is kept with who, when and why (R1.4): of one record, and of many at once."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import FileField
from django.utils.translation import gettext as _

from .bulk import insert_objects, insert_rows, update_objects
from .display import day, money_text

HEAD = ("history_date", "history_type", "history_user_id", "history_change_reason")


def create_all(model, objects, context):
    """Insert the objects, which get their keys, and the first row of each one's history."""
    insert_objects(model, objects)
    record_new(model, objects, context)


def change_all(model, objects, names, context):
    """Write the named attributes of saved objects, and a row of history for each."""
    update_objects(model, objects, names)
    record_present(model, objects, context)


def record_new(model, objects, context):
    """The first row of history of each object."""
    _write_history(model, objects, context, "+")


def record_present(model, objects, context, reason=None):
    """A further row of history for each object as it is now."""
    _write_history(model, objects, context, "~", reason)


def record_changed(model, objects, names, context):
    """A further row for each object whose named attributes differ from its last one.

    Thus a run also records what one that was killed before it had changed.
    """
    rows = model.history.filter(id__in=[o.pk for o in objects])
    last = {
        pk: row
        for pk, *row in rows.order_by("history_date", "history_id").values_list("id", *names)
    }
    changed = [o for o in objects if last.get(o.pk) != [getattr(o, name) for name in names]]
    record_present(model, changed, context)


def _write_history(model, objects, context, kind, reason=None):
    history = model.history.model
    files = {f.attname for f in model._meta.concrete_fields if isinstance(f, FileField)}
    names = [f.attname for f in history.tracked_fields if f.attname not in files]
    person = context.by.pk if context.by else None
    head = [context.now, kind, person, reason]
    insert_rows(
        history,
        [*HEAD, *names, *files],
        (
            [*head, *(getattr(o, name) for name in names), *(str(getattr(o, f)) for f in files)]
            for o in objects
        ),
    )


@dataclass(frozen=True)
class Change:
    """One saving; ``fields`` are ``(name, before, after)`` of what it changed, at the first without before.

    ``is_reassignment``: it says in one line that a customer went to another consultant.
    """

    at: object
    by: object
    subject: str
    fields: list
    reason: str
    is_reassignment: bool = False


def recorded_changes(model, rows, shown, *, reason_of=None):
    """``Change`` rows of the history ``rows`` of a model, in which the fields ``shown`` changed.

    ``reason_of``: says the reason of a row, where the history's own is not the whole of it.
    """
    fields = [model.history.model._meta.get_field(name) for name in shown]
    before = None
    for row in rows.select_related("history_user").order_by("id", "history_date", "history_id"):
        known = before if before is not None and before.id == row.id else None
        changed = [
            (field.verbose_name, _shown(field, known) if known else "", _shown(field, row))
            for field in fields
            if known is None or getattr(known, field.attname) != getattr(row, field.attname)
        ]
        if changed:
            reason = (reason_of(row) if reason_of else "") or row.history_change_reason or ""
            name = model._meta.verbose_name
            yield Change(row.history_date, row.history_user, name, changed, reason)
        before = row


def latest_first(changes):
    """What was saved at one moment stays in the order of the savings."""
    return sorted(changes, key=lambda change: change.at)[::-1]


def _shown(field, row):
    value = getattr(row, field.attname)
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(value, Decimal):
        return money_text(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.is_relation:
        return str(getattr(row, field.name) or "")
    return day(value) if value and field.name.endswith("_on") else value


def save_as(instance, *, by, now, reason=""):
    """Save with who, when and why in the history (R1.4), which holds 100 characters of the reason."""
    _sign(instance, by, now, reason)
    instance.save()


def delete_as(instance, *, by, now, reason):
    """Delete what is not to be; the history keeps it, with who, when and why as ``save_as`` does."""
    _sign(instance, by, now, reason)
    instance.delete()


def _sign(instance, by, now, reason):
    instance._history_user = by
    instance._history_date = now
    if reason:
        instance._change_reason = reason[:100]
