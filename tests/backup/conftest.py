"""Databases of their own for `backup` and `restore`, reached by commands as an operator would."""

import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import beside, clone, demonstration, migrated_database, migrated_file, session


@dataclass
class Site:
    """One installation: a folder, and a database (SQLite in the folder unless a URL is given)."""

    folder: Path
    url: str = ""

    def __post_init__(self):
        self.folder.mkdir(exist_ok=True)
        self.url = self.url or f"sqlite:///{self.file}"

    @property
    def file(self):
        return self.folder / "crm.sqlite3"

    def manage(self, *arguments):
        """Run a command; returns the finished process."""
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "crm_site.settings",
            "DATABASE_URL": self.url,
            "VAR_DIR": str(self.folder),
        }
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, *arguments):
        """Run a command that must succeed; returns what it said."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def source(run_folder, tmp_path_factory):
    """The demonstration with an uploaded file."""
    site = Site(tmp_path_factory.mktemp("source"))
    shutil.copy(demonstration(run_folder).file, site.file)
    (site.folder / "media" / "customers").mkdir(parents=True)
    (site.folder / "media" / "customers" / "照片.jpg").write_bytes(os.urandom(100_000))
    return site


@pytest.fixture(scope="session")
def copy(source):
    """The backup of the small dealership."""
    path = source.folder / "copy.zip"
    source.run("backup", path)
    return path


@pytest.fixture
def target(tmp_path):
    """An empty installation."""
    site = Site(tmp_path / "target")
    shutil.copy(migrated_file(), site.file)
    return site


@pytest.fixture
def postgres_target(tmp_path):
    """An empty installation on a PostgreSQL database of its own."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL")
    name = f"crm_restore_{uuid.uuid4().hex[:12]}"
    with session(server) as cursor:
        cursor.execute(clone(migrated_database(server), name))
        yield Site(tmp_path / "postgres", beside(server, name))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
