"""Spreadsheets in, audit out: random dealerships against an oracle that knows only the contract.

By day visitors come in and are called back by the hour; the director suspends, with days that postpone
plans. ``DEALERSHIPS=100 pytest tests/acceptance`` runs as many.
"""

import csv
import io
import json
import os
import random
from datetime import date, datetime, time

import pytest
from django.core.management import call_command
from django.db.models import F

from compliance.penalties.models import Proposal
from compliance.penalties.services.deciding import Consequence, approve
from followups.activities.models import Activity, ActivityMove
from followups.deadlines.services import sync
from leads.opportunities.models import Opportunity, OpportunityChange
from reports.sheets.queries.history import as_of
from tests.acceptance.dealership import DAY, START, random_dealership
from tests.acceptance.oracle import Finding, Oracle
from tests.acceptance.visitors import SHANGHAI, Visitors

NIGHTS = 20
SEEDS = range(int(os.environ.get("DEALERSHIPS", "3")))
PROPOSAL = ("person", "family", "occasion", "items", "kind", "amount", "share_of")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_dealership_is_audited_as_the_contract_says(seed, tmp_path):
    files = random_dealership(seed)
    for name, rows in files.items():
        bring_in(name, rows, tmp_path)
    rng = random.Random(seed)
    first = START + DAY * rng.randrange(60)
    oracle = Oracle(files)
    visitors = Visitors(rng, oracle)
    visitors.live(first)
    for night, opened, closed, proposals in oracle.nights(first, first + DAY * NIGHTS):
        visitors.live(night + DAY)
        if night > first and rng.random() < 0.25:
            continue  # A missed night: the next run catches it up.
        for _run in range(rng.choice([1, 1, 1, 2])):
            said = audit(night)
        dates = {found(row): date.fromisoformat(row["opened_on"]) for row in said["findings"]}
        assert dates == opened
        assert sorted(map(key, map(found, said["closed"]))) == sorted(map(key, closed))
        said_proposals = [tuple(row[name] for name in PROPOSAL) for row in said["proposals"]]
        assert sorted(said_proposals, key=str) == sorted(proposals, key=str)
        suspend_some(rng, oracle, night)
    call_command("check_deadlines")
    call_command("ledger", "--check", stdout=io.StringIO())
    require_that_changes_add_up()


def require_that_changes_add_up():
    """What stands of each opportunity is what its changes say, and they are of its store (R3.4)."""
    assert not OpportunityChange.everything.exclude(store=F("opportunity__store")).exists()
    replayed = as_of(Opportunity.objects.all(), date.max - DAY, name="end")
    for row in replayed.values(
        "grade__code", "grade_end", "state", "state_end", "consultant", "owner_end"
    ):
        assert row["grade_end"] == row["grade__code"]
        assert (row["state_end"], row["owner_end"]) == (row["state"], row["consultant"])


def suspend_some(rng, oracle, night):
    """The morning after, the director finds some of what is proposed serious."""
    on = night + DAY
    now = datetime.combine(on, time(9), SHANGHAI)
    rows = Proposal.objects.pending().filter(share_of=None).exclude(family="evasion")
    for proposal in rows.filter(occasion__gte=2).select_related("person", "store").order_by("pk"):
        if rng.random() < 0.8:
            continue
        person = proposal.person.username
        first, last = oracle.free_days(person, on + DAY, rng.randint(1, 5), on)
        days = Consequence(kind="suspension", suspended=(first, last), reason="屡次")
        director = proposal.store.staff.get(role="director")
        approve(proposal, by=director, now=now, on=on, consequence=days)
        moves = ActivityMove.objects.filter(absence__suspension__proposal=proposal)
        moves = moves.select_related("activity__opportunity__customer").order_by("pk")
        moved = [(move.activity, move.from_on, move.to_on) for move in moves]
        oracle.absent(person, first, last, on, moved)
        sync_what_the_files_foretold(proposal.person, on)


def sync_what_the_files_foretold(person, on):
    """What the person has planned with colleagues' customers and the files call done already is open in life."""
    foretold = Activity.objects.filter(consultant=person, ended_on__gt=on)
    sync(sorted(set(foretold.values_list("opportunity_id", flat=True))))


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
