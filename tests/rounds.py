"""Which tests run in which round of `make test`, and in which order.

Every test runs on both databases, unless nothing in it can differ between them. Such are

- tests that do not ask for the database: pytest-django keeps it from them (but for those marked
  `postgres` or `broker`, which reach a server by themselves);
- tests in the folders of ONCE, where the pages, or what the demonstration tells, is looked at;
- tests that come in by a page (the fixtures of PAGES), but for those of the rooms of FIGURES: what a page does
  is a service's, with tests of its own, and what it shows is asked of both databases by
  `tests/access/test_every_url.py` (each address) and `tests/access/test_filters.py` (each filter and order);
- tests and modules that are marked `once`.

`--again` is the second round: it leaves those out.
"""

import random
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ONCE = ("browser", "demo", "menu")
PAGES = {"client", "browse"}
# Searches and files: what they show is what their SQL says. Of sheets, figures and indicators
# `tests/sheets/test_totals.py` and the tests that need no page ask both databases.
FIGURES = ("access", "exports", "find", "importing", "scores")
STARTED = pytest.StashKey[float]()


def pytest_addoption(parser):
    """Add the options of this module."""
    group = parser.getgroup("crm")
    group.addoption("--again", action="store_true", help="leave out what runs on one database only")
    group.addoption(
        "--for",
        dest="seconds",
        type=float,
        help="run the tests as the files are given, and after so many seconds skip the rest",
    )
    group.addoption(
        "--shuffle",
        nargs="?",
        const=0,
        type=int,
        metavar="SEED",
        help="run the tests in random order; give the printed seed to repeat one",
    )


def pytest_configure(config):
    """Choose a seed where none is given; a worker takes that of the run."""
    if hasattr(config, "workerinput"):
        config.option.shuffle = config.workerinput["shuffle"]
    elif config.option.shuffle == 0:
        config.option.shuffle = random.randrange(1, 1_000_000)
    config.stash[STARTED] = time.monotonic()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell each worker the order of the run."""
    node.workerinput["shuffle"] = node.config.option.shuffle


def pytest_report_header(config):
    """Say what this run is, at its top."""
    if config.option.shuffle is not None:
        yield f"order: --shuffle={config.option.shuffle}"
    if config.option.again:
        yield "the second database: what runs once is left out"


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what this round does not run, and put the rest in order."""
    once = [item for item in items if runs_once(item)]
    for item in once:
        item.add_marker(pytest.mark.once)
    if config.option.again:
        config.hook.pytest_deselected(items=once)
        left_out = set(once)
        items[:] = [item for item in items if item not in left_out]
    yield
    # After pytest-django, which puts those that commit at the end.
    if config.option.shuffle is not None:
        random.Random(config.option.shuffle).shuffle(items)
    elif config.option.seconds:
        given = {Path(name).resolve(): place for place, name in enumerate(config.args)}
        items.sort(key=lambda item: given.get(item.path, 0))
    else:
        # The long ones first, so that at the end no worker waits for another.
        items.sort(key=lambda item: not is_long(item))


def pytest_runtest_setup(item):
    """Leave the rest to `make test` when the time is up."""
    seconds = item.config.option.seconds
    if seconds and time.monotonic() - item.config.stash[STARTED] > seconds:
        pytest.skip("no time left: `make test` runs it")


def runs_once(item) -> bool:
    """Say whether one database shows all that the test can."""
    if item.get_closest_marker("once") or folder_of(item) in ONCE:
        return True
    if asks_for_the_database(item) and PAGES & set(item.fixturenames):
        return not is_long(item) and folder_of(item).partition("/")[0] not in FIGURES
    return not asks_for_the_database(item) and not asks_for_a_server(item)


def folder_of(item) -> str:
    """Return the folder of `tests/` in which the test lies, as `browser` or `claims/pages`."""
    return item.path.parent.relative_to(TESTS).as_posix()


def asks_for_the_database(item) -> bool:
    """Say whether pytest-django lets the test reach the database."""
    wanted = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(item.get_closest_marker("django_db") or wanted & set(item.fixturenames))


def asks_for_a_server(item) -> bool:
    """Say whether the test reaches PostgreSQL or Redis by itself."""
    marked = any(map(item.get_closest_marker, ("postgres", "broker")))
    return bool(marked or "broker_url" in item.fixturenames)


def is_long(item) -> bool:
    """Say whether the test commits: it drives pages, starts processes or competes with itself."""
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    return bool(commits or {"transactional_db", "live_server"} & set(item.fixturenames))
