"""Writing many rows with their history (R1.4), in a number of queries that does not grow with them."""

from django.db.models import FileField

from ..inserts import insert_objects, insert_rows, update_objects

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
