"""What every test may use: a fixed now, copied databases, a broker, other processes.

Which tests run in which round, and in which order, stands in `tests/rounds.py`.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.utils import translation
from factory.django import DjangoModelFactory

pytest_plugins = ["tests.rounds", "tests.speed"]

# A slow machine is no failure of a rule. The examples are the same each time;
# `pytest --hypothesis-profile=explore` looks for others.
always = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
}
hypothesis.settings.register_profile("explore", **always)
hypothesis.settings.register_profile("crm", derandomize=True, **always)
hypothesis.settings.load_profile("crm")


def pytest_configure(config):
    """Compile stale translations, so that a test run alone sees them as well."""
    from crm_site.catalogues.compiling import compile_stale

    compile_stale()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def pytest_unconfigure(config):
    """When all workers have ended, drop what they shared on a server."""
    if not hasattr(config, "workerinput") and hasattr(config, "_tmp_path_factory"):
        from tests import databases

        databases.forget(config._tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Copy a migrated database instead of running every migration; a new one still runs."""
    from django.db import connection

    from tests import databases

    template = databases.migrated()
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        yield
        return
    real = connection.creation._create_test_db

    def copy(*arguments, **options):
        name = real(*arguments, **options)
        shutil.copy(template, name)
        return name

    with mock.patch.object(connection.creation, "_create_test_db", copy):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that commit leave the database as the migrations made it."""
    from django.test import TransactionTestCase

    from tests.snapshot import take

    with django_db_blocker.unblock():
        restore = take()
    with mock.patch.object(TransactionTestCase, "_fixture_teardown", lambda self: restore()):
        yield


@pytest.fixture
def now() -> datetime:
    """A fixed moment: Saturday 2026-11-21, ten in the morning in Shanghai."""
    return datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def broker_url() -> Iterator[str]:
    """The address of a real broker: REDIS_URL, else an embedded one for this run."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    from crm_site.processes import embedded_broker

    # Not in pytest's own folders: the path of a socket may not be long.
    folder = Path(tempfile.mkdtemp(prefix="crm-broker-"))
    path = folder / "valkey.sock"
    process = subprocess.Popen(embedded_broker.arguments(path, folder))
    try:
        end = time.monotonic() + 60
        while not embedded_broker.answers(path):
            assert time.monotonic() < end, "the embedded broker does not answer"
            time.sleep(0.02)
        yield f"redis+socket://{path}"
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def database_url() -> str:
    """Return the address of the database that this test uses."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    login = ":".join(filter(None, [settings["USER"], settings["PASSWORD"]]))
    place = f"{settings['HOST']}:{settings['PORT'] or 5432}"
    return f"postgres://{login}@{place}/{settings['NAME']}"


@pytest.fixture
def demonstration(django_db_setup, django_db_blocker, run_folder, tmp_path):
    """The test works on a database that `manage.py demo` has filled; what it writes is undone."""
    from django.db import connection, transaction

    from tests import databases

    sqlite = connection.vendor == "sqlite"
    made = databases.demonstration(run_folder, "" if sqlite else os.environ["DATABASE_URL"])
    # SQLite lets one process at a time write to a file.
    name = shutil.copy(made.file, tmp_path) if sqlite else made.url.rpartition("/")[2]
    with django_db_blocker.unblock(), databases.using(str(name)), transaction.atomic():
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def process_environment(transactional_db, tmp_path) -> dict[str, str]:
    """Environment for a process of its own that works on this test's database.

    Add `REDIS_URL=broker_url` where it is to send or take tasks.
    """
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "crm_site.settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(tmp_path),
        "HTTPS_ONLY": "false",
    }


@pytest.fixture(autouse=True)
def in_english():
    """Each test begins in English: a page in Chinese leaves its language to the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def counted_from_one():
    """Names and numbers of the factories are the same in whatever order the tests run."""
    from tests import factories

    for factory in vars(factories).values():
        if isinstance(factory, type) and issubclass(factory, DjangoModelFactory):
            factory.reset_sequence(1, force=True)
