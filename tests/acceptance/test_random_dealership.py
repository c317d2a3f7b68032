"""Spreadsheets in, audit out: random dealerships against an oracle that knows only the contract."""

import csv
import io
import json
import random
from datetime import date

import pytest
from django.core.management import call_command

from tests.acceptance.dealership import DAY, START, random_dealership
from tests.acceptance.oracle import Finding, Oracle

NIGHTS = 20
PROPOSAL = ("person", "family", "occasion", "items", "kind", "amount", "share_of")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_a_random_dealership_is_audited_as_the_contract_says(seed, tmp_path):
    files = random_dealership(seed)
    for name, rows in files.items():
        bring_in(name, rows, tmp_path)
    rng = random.Random(seed)
    first = START + DAY * rng.randrange(60)
    for night, opened, closed, proposals in Oracle(files).nights(first, first + DAY * NIGHTS):
        if night > first and rng.random() < 0.25:
            continue  # A missed night: the next run catches it up.
        for _run in range(rng.choice([1, 1, 1, 2])):
            said = audit(night)
        dates = {found(row): date.fromisoformat(row["opened_on"]) for row in said["findings"]}
        assert dates == opened
        assert sorted(map(key, map(found, said["closed"]))) == sorted(map(key, closed))
        said_proposals = [tuple(row[name] for name in PROPOSAL) for row in said["proposals"]]
        assert sorted(said_proposals, key=str) == sorted(proposals, key=str)
    call_command("check_deadlines", stdout=io.StringIO())
    call_command("ledger", "--check", stdout=io.StringIO())


def bring_in(name, rows, folder):
    """Import the rows twice: the second time changes nothing."""
    path = folder / f"{name}.csv"
    if name == "staff":
        rows = [{"full_name": row["username"]} | row for row in rows]
    header = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    for told in ("created", "unchanged"):
        out = io.StringIO()
        call_command(f"import_{name}", str(path), stdout=out)
        summary = json.loads(out.getvalue().splitlines()[-1])
        assert summary["read"] == summary[told] == len(rows)


def audit(night):
    out = io.StringIO()
    call_command("audit", "--on", str(night), "--json", stdout=out)
    return json.loads(out.getvalue())


def found(row):
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("due_on", "planned_on")}
    opened_on = date.fromisoformat(row["opened_on"])
    assert row["days_late"] == (opened_on - days["due_on"]).days
    names = ("rule", "phone", "responsible", "grade")
    return Finding(**{name: row[name] for name in names}, **days)


def key(finding):
    """To be sorted, without the grade: that of a closed finding is the one of its first night."""
    return finding.rule, finding.phone, finding.responsible, str(finding.due_on)
