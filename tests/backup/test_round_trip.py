"""What `restore` brings back is what `backup` saw, on either database."""

import json
import re
import sqlite3
from zipfile import ZipFile

import pytest

NOT_COPIED = {"django_session", "django_migrations", "sqlite_sequence"}


def tables(file):
    """Every row of every table of an SQLite file, read without Django."""
    with sqlite3.connect(file) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(map(plain, connection.execute(f'SELECT * FROM "{name}"')), key=repr)
            for (name,) in names
            if name not in NOT_COPIED
        }


# A moment that SQLite wrote by its own clock has three digits of a second, others have six.
OWN_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})$")


def plain(row):
    """A row with its JSON in one order of the keys: PostgreSQL keeps one of its own."""
    return tuple(_plain(value) if isinstance(value, str) else value for value in row)


def _plain(text):
    if text.startswith('{"'):
        return json.dumps(json.loads(text), sort_keys=True)
    return OWN_CLOCK.sub(r"\g<1>000", text)


def contents(path):
    """Every member of a copy, without the moment it was made."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


def files(site):
    media = site.folder / "media"
    return {p.relative_to(media): p.read_bytes() for p in media.rglob("*") if p.is_file()}


def assert_same(source, target):
    before, after = tables(source.file), tables(target.file)
    assert before.keys() == after.keys()
    for name in before:
        assert before[name] == after[name], name
    for name in (
        "compliance_ledgerentry",
        "leads_historicalcustomer",
        "compliance_ledgersum",
        "rewards_rewardentry",
    ):
        assert before[name], name
    assert files(source) == files(target)


def test_from_sqlite_to_sqlite(source, copy, target):
    said = target.run("restore", copy)
    assert "1 files restored" in said
    assert_same(source, target)
    assert "0 differences" in target.run("check_deadlines")
    target.run("ledger", "--check")
    target.run("rewards", "--check")


@pytest.mark.postgres
def test_from_sqlite_to_postgresql_and_back(source, copy, postgres_target, target, tmp_path):
    postgres_target.run("restore", copy)
    assert "0 differences" in postgres_target.run("check_deadlines")
    postgres_target.run("ledger", "--check")
    postgres_target.run("rewards", "--check")
    again = tmp_path / "again.zip"
    postgres_target.run("backup", again)
    assert contents(again) == contents(copy)
    target.run("restore", again)
    assert_same(source, target)


@pytest.mark.postgres
def test_new_rows_are_numbered_after_the_restored_ones(copy, postgres_target):
    postgres_target.run("restore", copy)
    make = "from accounts.models import Region; print(Region.objects.create(code='N', name='N').pk)"
    assert postgres_target.run("shell", "-v0", "-c", make).strip() == "2"
