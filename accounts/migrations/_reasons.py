"""For the migrations that turn the English sentences of the services into reasons with a code."""

from collections import defaultdict
from django.db.migrations import AlterField
from foundation.reason_codes import MARK, Reason



BATCH = 500


class ToReason(AlterField):
    """Make a field a ``ReasonField``; there is no way back.

    SQLite keeps no lengths: rebuilding the table would change nothing there.
    """

    reversible = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        keep_typed_marks(schema_editor, model._meta.db_table, column)


def keep_typed_marks(schema_editor, table, column):
    """Text that happens to begin with the mark of a reason stays text."""
    table, column = schema_editor.quote_name(table), schema_editor.quote_name(column)
    schema_editor.execute(
        f"UPDATE {table} SET {column} = %s || {column} WHERE {column} LIKE %s",
        [MARK, f"{MARK}%"],
    )


def replace(rows, field, codes):
    """``codes``: ``{sentence: code}`` of sentences without values."""
    for sentence, code in codes.items():
        rows.filter(**{field: sentence}).update(**{field: Reason(code)})


def replace_read(rows, field, prefix, read):
    """What begins with ``prefix`` and of which ``read`` makes a ``Reason``; the rest stays text."""
    found = defaultdict(list)
    rows = rows.order_by()
    texts = rows.filter(**{f"{field}__startswith": prefix}).values_list("pk", field)
    for pk, text in texts.iterator():
        if isinstance(text, str) and (reason := read(text)):
            found[reason].append(pk)
    for reason, keys in found.items():
        for start in range(0, len(keys), BATCH):
            rows.filter(pk__in=keys[start : start + BATCH]).update(**{field: reason})
