"""Restoring a copy into an empty database: all of it, or nothing."""

import json
import os
import tempfile
import zlib
from contextlib import contextmanager
from zipfile import BadZipFile, ZipFile

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from ..database.contents import NO_DATA, first_with_data, tables
from ..database.migrations_applied import NOT_MIGRATED, applied_migrations, is_migrated
from . import FORMAT, MANIFEST, MEDIA, BackupError, bounds
from .copy_out import copied_tables, stored_files
from .sealing import is_sealed, unseal
from .values import fields_of, to_database

ROWS_AT_ONCE = 500


def restore_backup(path, *, key=""):
    """Fill the empty database and media folder from ``path``, sealed with ``key``; returns the manifest.

    Raises ``BackupError`` with what is wrong; nothing is kept then.
    """
    try:
        with _plain(path, key) as copy, ZipFile(copy) as archive:
            size = copy.seek(0, os.SEEK_END)
            bounds.check_members(archive, size=size)
            manifest = _read_manifest(archive)
            _require_same_tables(manifest)
            members = {_member_of(model) for model in copied_tables()}
            bounds.check_contents(archive, members, manifest["files"])
            _restore(archive, manifest)
    except (BadZipFile, zlib.error, KeyError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BackupError(f"{path} is not a whole backup: {error}.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be restored: {error.strerror or error}.") from error
    except DatabaseError as error:
        raise BackupError(f"The database refuses the copy: {error}") from error
    return manifest


@contextmanager
def _plain(path, key):
    """The copy as it was before it was sealed; a file without a name holds it meanwhile."""
    with open(path, "rb") as file:
        if not is_sealed(file):
            yield file
            return
        with tempfile.TemporaryFile() as copy:
            unseal(file, copy, key)
            copy.seek(0)
            yield copy


def _read_manifest(archive):
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise BackupError("This backup was made by a newer version; restore it with that version.")
    return manifest


def _require_same_tables(manifest):
    """Refuse a copy of other tables than these: it is restored as it was, then migrated."""
    here, there = set(applied_migrations()), set(manifest["migrations"])
    if here == there:
        return
    if not is_migrated():
        raise BackupError(NOT_MIGRATED)
    differing = ", ".join(sorted(here ^ there)[:5])
    raise BackupError(
        f"The backup and this database differ in their migrations ({differing}). Check out the "
        "version that made the backup, migrate an empty database, restore, then upgrade."
    )


def _restore(archive, manifest):
    saved = []
    try:
        with transaction.atomic():
            _require_empty()
            _clear()
            for model in copied_tables():
                _load(archive, model, manifest["rows"][model._meta.label_lower])
            connection.check_constraints()
            _reset_sequences()
            for name in archive.namelist():
                if name.startswith(MEDIA):
                    saved.append(_save_file(archive, name))
    except BaseException:
        for name in saved:
            default_storage.delete(name)
        raise
    finally:
        ContentType.objects.clear_cache()


def _require_empty():
    if found := first_with_data():
        raise BackupError(f"This database already has data ({found}); restore needs an empty one.")
    if name := next(stored_files(), None):
        raise BackupError(f"The media folder already has files ({name}); restore needs it empty.")


def _clear():
    """Take away what the migrations shipped: the copy brings its own."""
    with connection.cursor() as cursor:
        for model in tables():
            if model._meta.label_lower in NO_DATA:
                cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)}")


def _load(archive, model, expected):
    fields = fields_of(model)
    loaded = 0
    with archive.open(_member_of(model)) as member:
        if json.loads(_line(member)) != [field.attname for field in fields]:
            raise BackupError(f"The columns of {model._meta.label_lower} differ from this version.")
        for batch in _line_batches(member, _rows_at_once(fields)):
            _insert(model, fields, [json.loads(line) for line in batch])
            loaded += len(batch)
    if loaded != expected:
        raise BackupError(f"{model._meta.label_lower} has {loaded} rows instead of {expected}.")


def _member_of(model):
    return f"{model._meta.label_lower}.jsonl"


def _line(member):
    """The next line; none is read that would fill the memory."""
    line = member.readline(bounds.LONGEST_LINE + 1)
    if len(line) > bounds.LONGEST_LINE:
        raise BackupError(f"{member.name} has a line that is too long.")
    return line


def _line_batches(member, number):
    """Lists of up to so many lines, and of hardly more bytes than one line may have."""
    batch, size = [], 0
    while line := _line(member):
        batch.append(line)
        size += len(line)
        if len(batch) == number or size > bounds.LONGEST_LINE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rows_at_once(fields):
    limit = connection.features.max_query_params
    return max(1, limit // len(fields)) if limit else ROWS_AT_ONCE


def _insert(model, fields, rows):
    """Write rows as they are: no signals, no times set anew, foreign keys checked at the end."""
    columns = ", ".join(_quoted(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    values = [
        to_database(field, value, connection)
        for one in rows
        for field, value in zip(fields, one, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) "
            f"VALUES {', '.join([row] * len(rows))}",
            values,
        )


def _reset_sequences():
    """Let new rows be numbered after the restored ones (PostgreSQL)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), copied_tables()):
            cursor.execute(statement)


def _save_file(archive, name):
    with archive.open(name) as source:
        return default_storage.save(name.removeprefix(MEDIA), source)


def _quoted(name):
    return connection.ops.quote_name(name)
