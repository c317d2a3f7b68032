"""Writing the copy: every table as of one moment, then the uploaded files."""

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.db import connection, transaction

from ..database.contents import tables
from ..database.migrations_applied import NOT_MIGRATED, applied_migrations, is_migrated
from . import FORMAT, MANIFEST, MEDIA, BackupError
from .sealing import Sealer
from .values import fields_of, to_line

CHUNK = 2000
# Signs of life of this machine, its own record of copies, and who is logged in.
LEFT_OUT = {"accounts.pulse", "accounts.backuprun", "sessions.session"}


def copied_tables():
    return [model for model in tables() if model._meta.label_lower not in LEFT_OUT]


def write_backup(path, *, now, key=""):
    """Write the copy to ``path``, sealed with ``key``; returns the manifest.

    The file appears only when it is whole, and is its owner's alone.

    Raises ``BackupError`` where something is there already, the place cannot be written, or the
    database lacks migrations.
    """
    if not is_migrated():
        raise BackupError(NOT_MIGRATED)
    path = Path(path)
    if path.exists():
        raise BackupError(f"{path} exists already; give another name or move it away.")
    draft = path.with_name(f"{path.name}.part{os.getpid()}")
    try:
        with _draft(draft, key) as target, ZipFile(target, "w", ZIP_DEFLATED) as archive:
            manifest = {"format": FORMAT, "made_at": now.isoformat()}
            with snapshot():
                manifest["migrations"] = applied_migrations()
                manifest["rows"] = {
                    model._meta.label_lower: _write_table(archive, model)
                    for model in copied_tables()
                }
            manifest["files"] = sum(_write_file(archive, name) for name in stored_files())
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        draft.rename(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


@contextmanager
def _draft(path, key):
    """A new file that nobody else reads; with a key, nothing of it lies on the disk in plain."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if not key:
            yield file
            return
        sealer = Sealer(file, key)
        yield sealer
        sealer.close()


@contextmanager
def snapshot():
    """Read all tables as they are at one moment, without keeping anyone from writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # A plain BEGIN only reads; Django's own would take the lock of the one writer.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _write_table(archive, model):
    """One table in the order of its keys; returns the number of rows."""
    names = [field.attname for field in fields_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(CHUNK)
    number = 0
    with _member(archive, f"{model._meta.label_lower}.jsonl") as member:
        member.write(to_line(names).encode())
        for row in rows:
            member.write(to_line(row).encode())
            number += 1
    return number


def stored_files(folder=""):
    """The names of all uploaded files."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        yield prefix + name
    for name in sorted(folders):
        yield from stored_files(prefix + name)


def _write_file(archive, name):
    with default_storage.open(name) as source, _member(archive, MEDIA + name) as member:
        shutil.copyfileobj(source, member)
    return 1


def _member(archive, name):
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    return archive.open(info, "w", force_zip64=True)
