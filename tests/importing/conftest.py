"""Spreadsheets for the import tests, and the commands that read them."""

import csv
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import Floor

CUSTOMER = {
    "name": "王小明",
    "gender": "男",
    "phone": "138 0000 0001",
    "birthday": "1900-01-01",
    "source": "3",
    "customer_type": "私",
    "district": "朝阳区",
    "model": "Golf",
    "expected_purchase_date": "2026-10-05",
    "note": "h客户周末看车",
    "consultant": "li.na",
    "registered_on": "2026-10-01",
}
ACTIVITY = {
    "phone": "13800000001",
    "model": "golf",
    "consultant": "li.na",
    "planned_on": "2026-10-03",
    "mode": "phone",
}
DONE = {"executed_on": "2026-10-03", "result": "reached", "content": "谈了价格"}


@pytest.fixture
def floor(db):
    floor = Floor()
    floor.consultant.username = "li.na"
    floor.consultant.save()
    return floor


@pytest.fixture
def write(tmp_path):
    """`write("c.csv", rows, encoding=…)`: rows are dicts; their keys together are the header."""

    def write(name, rows, encoding="utf-8"):
        header = list(dict.fromkeys(key for row in rows for key in row))
        path = tmp_path / name
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def run(capsys):
    """`run("customers", path, "--dry-run")`: exit status, counts, the lines of standard error."""

    def run(kind, path, *options):
        status = 0
        capsys.readouterr()
        try:
            call_command(f"import_{kind}", str(path), *options)
        except SystemExit as stop:
            status = stop.code
        out, err = capsys.readouterr()
        counts = json.loads(out.splitlines()[-1]) if out else None
        return SimpleNamespace(status=status, counts=counts, out=out, errors=err.splitlines())

    return run


@pytest.fixture
def load(write, run):
    """`load("customers", [row, …])`: write the rows and import them; returns the counts."""

    def load(kind, rows, name="rows.csv"):
        result = run(kind, write(name, rows))
        assert result.status in (0, 1), result.errors
        return result.counts

    return load


@pytest.fixture
def is_consistent():
    """Whether `check_deadlines` finds nothing."""

    def check():
        try:
            call_command("check_deadlines")
        except SystemExit:
            return False
        return True

    return check


@pytest.fixture
def ahead():
    """`ahead(5)`: the day five days from today at the store."""

    def ahead(days):
        return timezone.localdate() + timedelta(days=days)

    return ahead
