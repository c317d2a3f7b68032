"""The copy of the day, made by a worker: written, old ones removed, now and then restored for a trial (R13.4)."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localtime

from accounts.backups.models import BackupRun
from accounts.backups.queries import kept, last_tried
from accounts.backups.rules import SILENCE, TRIED_EVERY, due_on, to_remove
from accounts.backups.services import (
    claim,
    note_made,
    note_not_made,
    note_removed,
    note_trial,
    tell_too_old,
)

from . import BackupError
from .copy_out import write_backup

# Each of the two commands of a trial, in seconds: with the copy they end before their task is ended.
LONGEST_TRIAL = 40 * 60
SCRATCH = "crm-trial-"


def back_up_when_due(*, now: datetime) -> BackupRun | None:
    """Make the copy of the last day that is due, unless it is made or somebody makes it; returns its run.

    Two clocks, or workers, make one: the row of the day is theirs who wrote it first.
    """
    if settings.BACKUP_TIME is None:
        return None
    local = localtime(now)
    on = due_on(local, settings.BACKUP_TIME)
    tell_too_old(now=now, on=local.date())
    run = claim(on, now=now)
    if run is None:
        return None
    folder = Path(settings.BACKUP_DIR)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, now=now)
        path = _new_path(folder, on)
        manifest = write_backup(path, now=now, key=settings.BACKUP_KEY)
        size = path.stat().st_size
    except Exception as error:
        # Whatever it was: a copy that is missing is told.
        is_plain = isinstance(error, BackupError | OSError)
        said = str(error) if is_plain else f"{type(error).__name__}: {error}"
        note_not_made(run, now=now, error=said)
        return run
    counted = {"rows": sum(manifest["rows"].values()), "files": manifest["files"], "size": size}
    note_made(run, now=now, name=path.name, is_sealed=bool(settings.BACKUP_KEY), **counted)
    _remove_old(folder)
    tried = last_tried()
    if tried is None or now - tried.tried_at >= TRIED_EVERY:
        try_restore(run, path, now=now)
    return run


def _new_path(folder: Path, on: date) -> Path:
    """A file that is not there yet: of a database begun anew no copy takes the place of one to restore from."""
    names = (f"crm-{on:%Y-%m-%d}{part}.zip" for part in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())


def _sweep(folder: Path, *, now: datetime) -> None:
    """What killed workers left: drafts of copies, and scratch sites, which hold everything in plain."""
    before = (now - SILENCE).timestamp()
    left = [*folder.glob("crm-*.zip.part*"), *Path(tempfile.gettempdir()).glob(f"{SCRATCH}*")]
    for path in left:
        with suppress(OSError):
            if path.lstat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _remove_old(folder: Path) -> None:
    """Keep ``BACKUP_KEEP`` copies; whoever copied them elsewhere keeps those."""
    names = to_remove(list(kept().values_list("name", flat=True)), settings.BACKUP_KEEP)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    note_removed(names)


def try_restore(run: BackupRun, path: Path, *, now: datetime) -> bool:
    """Restore the copy into a scratch SQLite database and folder, in a process of its own; note what came of it.

    `restore` counts every table against the copy's own list, checks foreign keys and counts the files. A copy
    belongs to no kind of database, so that of PostgreSQL is tried in the same way, and needs no right there.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH) as scratch:
            error = _run("migrate", "--no-input", scratch=scratch) or _run(
                "restore", str(path), scratch=scratch
            )
    except OSError as failure:
        error = str(failure)
    note_trial(run, now=now, error=error)
    return not error


def _run(*command: str, scratch: str) -> str:
    """What went wrong in a command of the scratch site, or nothing."""
    database = {"DATABASE_URL": f"sqlite:///{scratch}/trial.sqlite3", "VAR_DIR": scratch}
    database |= {"LEDGER_HEADS": f"{scratch}/ledger-heads", "BACKUP_DIR": f"{scratch}/backups"}
    settings_module = {"DJANGO_SETTINGS_MODULE": "crm_site.settings"}
    environment = os.environ | database | settings_module | {"BACKUP_KEY": settings.BACKUP_KEY}
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_TRIAL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{command[0]}: ?"
