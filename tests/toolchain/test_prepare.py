"""`manage.py prepare` makes a fresh copy ready, quickly the second time, and fails in words."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

from accounts.people.models import Region
from crm_site.tasks import gather_statistics
from tests import databases


def prepare(folder, *options, **more):
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", "prepare", *options],
        cwd=settings.BASE_DIR,
        env=kept | {"VAR_DIR": str(folder)} | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_prepares_once_and_keeps_what_is_there(tmp_path):
    """From the migrated database: that the migrations run on nothing is shown by whoever makes that."""
    file = tmp_path / "crm.sqlite3"
    shutil.copy(databases.migrated_file(), file)
    with closing(sqlite3.connect(file)) as own:
        own.execute("DELETE FROM auth_permission")
        own.commit()
    first = prepare(tmp_path, "--no-demo")
    assert first.returncode == 0, first.stderr
    with closing(sqlite3.connect(file)) as own:
        assert own.execute("SELECT count(*) FROM auth_permission").fetchone()[0], "nothing migrated"
    manifest = tmp_path / "static" / "staticfiles.json"
    paths = json.loads(manifest.read_text())["paths"]
    assert "vendor/bootstrap/bootstrap.min.css" in paths

    written = manifest.stat().st_mtime
    time.sleep(0.01)
    assert prepare(tmp_path, "--no-demo").returncode == 0
    assert manifest.stat().st_mtime == written


def test_a_database_that_is_away_is_a_sentence(tmp_path):
    (tmp_path / "static.stamp").touch()
    done = prepare(tmp_path, DATABASE_URL="postgres://crm@127.0.0.1:1/crm")
    assert done.returncode == 1
    assert "Check DATABASE_URL" in done.stderr and "Traceback" not in done.stderr


def test_an_image_is_built_without_a_database(tmp_path):
    done = prepare(tmp_path, "--image", DATABASE_URL="postgres://crm@127.0.0.1:1/crm")
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_sqlite_knows_what_its_indexes_hold():
    """Without statistics it chose indexes that made a page ten times slower."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gathers its own")
    Region.objects.create(code="R", name="R")
    gather_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'accounts_region'")
        assert cursor.fetchone()[0]
