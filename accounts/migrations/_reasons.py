"""For the migrations that turn the English sentences of the services into reasons with a code."""

from collections import defaultdict

from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

from accounts.reasons import MARK, Reason, ReasonField

BATCH = 500


def keep_typed_marks(apps, label):
    """Text that happens to begin with the mark of a reason stays text."""
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.local_fields:
            if isinstance(field, ReasonField):
                rows = model._base_manager.filter(**{f"{field.name}__startswith": MARK})
                text = Concat(Value(MARK), F(field.name), output_field=TextField())
                rows.update(**{field.name: text})


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
