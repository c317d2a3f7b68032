"""What scripts rely on: keys, sentences and exit codes of `ledger` (R8.6)."""

from decimal import Decimal

import pytest
from django.core.management import CommandError

from compliance.penalties.models import LedgerSum, Proposal
from compliance.penalties.services.deciding import approve
from tests.audit.test_commands import as_json, run
from tests.records import day, unplanned


@pytest.fixture
def entries(floor, audit, later):
    for number in (0, 40):
        unplanned(floor, on=number)
        audit(number)
    for proposal in Proposal.objects.filter(share_of=None):
        approve(proposal, by=floor.director, now=later, on=proposal.opened_on)


def test_the_ledger_prints_entries_and_sums(floor, entries):
    report = as_json("ledger")
    assert list(report) == ["entries", "sums", "total"]
    assert len(report["entries"]) == report["total"]["entries"]
    consultant = floor.consultant.username
    mine = as_json("ledger", "--person", consultant)
    assert {e["person"] for e in mine["entries"]} == {consultant}
    assert [s["month"] for s in mine["sums"]] == ["2026-11", "2026-12"]
    total = sum(Decimal(e["amount"]) for e in mine["entries"])
    assert Decimal(mine["total"]["amount"]) == total
    november = as_json("ledger", "--person", consultant, "--to", "2026-11-30")
    december = as_json("ledger", "--person", consultant, "--from", "2026-12-01")
    assert november["entries"] + december["entries"] == mine["entries"]
    assert "Total: " in run("ledger")


def test_an_empty_ledger(db):
    assert as_json("ledger")["total"] == {"amount": "0.00", "entries": 0}
    assert "equal" in run("ledger", "--check")


def test_nobody_of_that_name(db):
    with pytest.raises(CommandError, match="nobody") as error:
        run("ledger", "--person", "nobody")
    assert error.value.returncode == 2


@pytest.mark.parametrize("is_total", [True, False])
def test_check_finds_a_wrong_sum(entries, is_total):
    assert "equal" in run("ledger", "--check")
    wrong = LedgerSum.objects.filter(is_total=is_total).first()
    wrong.amount += Decimal("0.01")
    wrong.save()
    with pytest.raises(CommandError, match="entries add up to") as error:
        run("ledger", "--check")
    assert error.value.returncode == 1


def test_check_finds_a_missing_and_a_surplus_sum(entries, floor):
    LedgerSum.objects.filter(is_total=False).first().delete()
    LedgerSum.objects.create(person=floor.director, month=day(0), amount=Decimal("5"), entries=1)
    with pytest.raises(CommandError) as error:
        run("ledger", "--check")
    assert len(str(error.value).splitlines()) == 2
