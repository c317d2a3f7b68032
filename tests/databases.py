"""Databases that are made once and copied by whoever needs one.

The migrated one lasts from run to run until a migration changes: for SQLite a file in `var/tests`,
on PostgreSQL a database named after this checkout. The demonstration is made once in each run.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR
FOLDER = ROOT / "var" / "tests"
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
CUSTOMERS = 66


def migrated() -> str:
    """Return the database with the migrations applied: an SQLite file or a PostgreSQL name."""
    if connection.vendor == "sqlite":
        return str(migrated_file())
    return migrated_database(os.environ["DATABASE_URL"])


def migrated_file() -> Path:
    """Return the migrated SQLite file; make it where it is missing or out of date."""
    path = FOLDER / f"migrated-{digest()}.sqlite3"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with locked(FOLDER / "lock"):
        if not path.exists():
            for old in FOLDER.glob("migrated-*"):
                old.unlink()
            fresh = path.with_suffix(".new")
            manage(f"sqlite:///{fresh}", "migrate", "--no-input")
            make_one_file(fresh)
            fresh.rename(path)
    return path


def migrated_database(server: str) -> str:
    """Return the name of the migrated PostgreSQL database; make it where it is out of date."""
    name, wanted = f"crm_migrated_{CHECKOUT}", digest()
    with session(server) as cursor:
        # Held until the session ends.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        )
        if cursor.fetchone() != (wanted,):
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
            manage(beside(server, name), "migrate", "--no-input")
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{wanted}'")
    return name


def digest() -> str:
    """Return a digest of the migrations, of what they import and read, and of the packages' versions."""
    total = hashlib.sha256()
    for path in sorted({ROOT / "requirements.txt", *migration_sources()}):
        total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()[:16]


def migration_sources() -> Iterator[Path]:
    """Every migration, the modules of this project that they import, and the apps' files of data."""
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if folder.parent != ROOT:
            continue
        for path in folder.rglob("*"):
            if path.suffix == ".py" and "migrations" in path.parts:
                yield path
                for name in re.findall(r"^\s*(?:from|import) (\w[\w.]+)", path.read_text(), re.M):
                    module = ROOT.joinpath(*name.split("."))
                    found = (module.with_suffix(".py"), module / "__init__.py")
                    yield from (file for file in found if file.is_file())
            elif path.is_file() and path.suffix in {".csv", ".json", ".sql", ".toml", ".yaml"}:
                yield path


@dataclass(frozen=True)
class Demonstration:
    """A database in which `manage.py demo` has been: only read it, or roll back."""

    url: str
    file: Path
    logins: Path
    made_at: datetime


def demonstration(folder: Path, server: str = "") -> Demonstration:
    """Return the run's demonstration, in SQLite or on a server; the first that asks makes it."""
    kind = "postgresql" if server else "sqlite"
    file, logins = folder / f"demo-{kind}.sqlite3", folder / f"demo-{kind}.txt"
    moment = folder / f"demo-{kind}.moment"
    url = beside(server, demonstration_name(folder)) if server else f"sqlite:///{file}"
    with locked(folder / f"demo-{kind}.lock"):
        if not logins.exists():
            if server:
                with session(server) as cursor:
                    cursor.execute(clone(migrated_database(server), demonstration_name(folder)))
            else:
                shutil.copy(migrated_file(), file)
            fresh = logins.with_suffix(".new")
            moment.write_text(datetime.now(UTC).isoformat())
            manage(url, "demo", "--customers", CUSTOMERS, "--logins", fresh)
            if not server:
                make_one_file(file)
            fresh.rename(logins)
    return Demonstration(url, file, logins, datetime.fromisoformat(moment.read_text()))


def demonstration_name(folder: Path) -> str:
    """Return the PostgreSQL name of the demonstration of the run that uses this folder."""
    return f"crm_demo_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"


def forget(folder: Path) -> None:
    """Drop what the run left on the server."""
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres") and (folder / "demo-postgresql.lock").exists():
        with session(server) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {demonstration_name(folder)} WITH (FORCE)")


def clone(template: str, name: str) -> str:
    """Return the statement that copies a PostgreSQL database."""
    return f"CREATE DATABASE {name} TEMPLATE {template}"


@contextmanager
def using(name: str) -> Iterator[None]:
    """Let this process work on another database of the same kind."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


@contextmanager
def session(server: str):
    """Yield a cursor outside of any transaction, as CREATE DATABASE wants it."""
    import psycopg2

    with closing(psycopg2.connect(server)) as own:
        own.autocommit = True
        yield own.cursor()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time do this."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def manage(url: str, *arguments) -> None:
    """Run a command of the site on a database, with the passwords that are cheap to check."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "crm_site.settings.test",
            "DATABASE_URL": url,
            "VAR_DIR": str(FOLDER),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def beside(server: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return f"{server.rpartition('/')[0]}/{name}"


def make_one_file(path: Path) -> None:
    """Bring what SQLite keeps beside the file into it, so that it can be copied."""
    with closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA journal_mode = DELETE")
