"""Stored files to which no record refers any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import FileField

from .batches import batches

# A file is written before the record that names it is saved.
GRACE = timedelta(days=1)


def remove_unreferenced(field: FileField, *, under: str, now: datetime) -> int:
    """Remove the files ``under`` a folder of the storage that no row of the field's model names.

    Returns how many. What is younger than a day is left alone: it may be just being saved.
    """
    rows: Any = field.model._base_manager
    removed = 0
    for names in batches(_old_files(under, now), 500):
        named = set(rows.filter(**{f"{field.name}__in": names}).values_list(field.name, flat=True))
        for name in names:
            if name not in named:
                default_storage.delete(name)
                removed += 1
    return removed


def _old_files(under: str, now: datetime) -> Iterator[str]:
    base = Path(default_storage.path(""))
    limit = (now - GRACE).timestamp()
    for path in sorted((base / under).rglob("*")):
        if path.is_file() and path.stat().st_mtime < limit:
            yield path.relative_to(base).as_posix()
