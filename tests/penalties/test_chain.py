"""What somebody changes with the database's guards off is found, entry by entry (R8.6, R11)."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import connection

from compliance.penalties.models import LedgerEntry, LedgerSum, Proposal
from compliance.penalties.services.deciding import approve
from compliance.penalties.services.ledger import reverse
from compliance.tasks import keep_ledger_head
from ledgers.chain import Head, broken_links, head_of
from ledgers.check import faults
from rewards.models import RewardEntry, RewardSum
from tests import migrating
from tests.audit.test_commands import run
from tests.factories import Floor
from tests.records import day, unplanned

append_only = import_module("compliance.migrations.0003_append_only_ledger")


@pytest.fixture
def entries(floor, audit, later, settings, tmp_path):
    """Four entries: a fine and its share, and the same once more; the first is reversed."""
    settings.LEDGER_HEADS = str(tmp_path)
    for number in (0, 40):
        unplanned(floor, on=number)
        audit(number)
    for proposal in Proposal.objects.filter(share_of=None).order_by("opened_on"):
        approve(proposal, by=floor.director, now=later, on=proposal.opened_on)
    first = LedgerEntry.objects.order_by("number").first()
    reverse(first, by=floor.director, now=later, on=day(50), reason="看错了")
    return list(LedgerEntry.objects.order_by("number"))


def unguarded(statement, *values):
    """As a superuser would."""
    append_only.unprotect(apps, connection.schema_editor())
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    latest = import_module("compliance.migrations.0013_chained_entries")
    latest.protect(apps, connection.schema_editor())


def found():
    return faults(LedgerEntry, LedgerSum)


def test_each_entry_is_linked_to_the_one_before(entries):
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert len({entry.digest for entry in entries}) == len(entries)
    assert found() == [] and "as it was entered" in run("ledger", "--check")
    assert run("ledger", "--head").strip() == f"{entries[-1].number}:{entries[-1].digest}"


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1",
        "reason = 'forged'",
        "\"on\" = '2026-01-01'",
        "family = 'evasion'",
        "entered_at = '2026-01-01 00:00:00+00:00'",
        "digest = '0'",
    ],
)
def test_a_changed_entry_is_named(entries, change):
    victim = entries[1]
    unguarded(f"UPDATE compliance_ledgerentry SET {change} WHERE id = %s", victim.pk)
    told = f"entry {victim.pk} (number 2) is not as it was entered"
    assert told in found()
    with pytest.raises(CommandError) as error:
        run("ledger", "--check")
    assert told in str(error.value) and error.value.returncode == 1


def test_another_author_is_noticed(entries, floor):
    statement = "UPDATE compliance_ledgerentry SET entered_by_id = %s WHERE id = %s"
    unguarded(statement, floor.manager.pk, entries[-1].pk)
    assert any("is not as it was entered" in text for text in found())


def test_a_lost_entry_is_named_by_its_number(entries):
    last, before = entries[-1], entries[-2]
    unguarded("DELETE FROM compliance_ledgerentry WHERE id = %s", before.pk)
    assert f"entry number {before.number} is missing" in found()
    unguarded("DELETE FROM compliance_ledgerentry WHERE id = %s", last.pk)
    assert not any("missing" in text for text in broken_links(LedgerEntry))


def test_a_chain_written_anew_is_found_by_a_head_that_was_kept(entries, settings):
    keep_ledger_head()
    kept = head_of(LedgerEntry)
    assert run("ledger", "--check")
    unguarded("UPDATE compliance_ledgerentry SET amount = amount + 1 WHERE number = 1")
    append_only.unprotect(apps, connection.schema_editor())
    latest = import_module("compliance.migrations.0013_chained_entries")
    latest.link(apps, connection.schema_editor())
    latest.protect(apps, connection.schema_editor())
    assert not list(broken_links(LedgerEntry))
    with pytest.raises(CommandError, match="was another entry when its head was kept"):
        run("ledger", "--check")
    settings.LEDGER_HEADS = settings.LEDGER_HEADS + "/elsewhere"
    with pytest.raises(CommandError, match="was another entry when its head was kept"):
        run("ledger", "--check", "--against", str(kept))


def test_a_guard_that_is_gone_is_told(entries):
    append_only.unprotect(apps, connection.schema_editor())
    guards = LedgerEntry.guards[connection.vendor]
    assert len([text for text in found() if "guard" in text]) == len(guards)


def test_a_database_without_entries(db, settings, tmp_path):
    settings.LEDGER_HEADS = str(tmp_path)
    assert head_of(LedgerEntry) == Head(0, "")
    keep_ledger_head()
    assert faults(LedgerEntry, LedgerSum) == faults(RewardEntry, RewardSum) == []


@pytest.mark.parametrize("text", ["", "1", "1:abc", "x:" + "0" * 64])
def test_what_is_no_head(text):
    with pytest.raises(ValueError):
        Head.parse(text)


@pytest.mark.django_db(transaction=True)
def test_entries_of_before_are_linked_by_the_migration():
    floor = Floor()
    steps = migrating.executor()
    newest = steps.loader.graph.leaf_nodes("compliance")
    steps.migrate([("compliance", "0012_the_managers_half")])
    try:
        model = (
            migrating.executor()
            .loader.project_state([("compliance", "0012_the_managers_half")])
            .apps.get_model
        )
        common = {"store_id": floor.store.pk, "person_id": floor.consultant.pk, "amount": 50}
        proposal = model("compliance", "Proposal").objects.create(
            **common, family="follow-up", opened_on=day(1), occasion=1, items=1, kind="fine",
            state="approved",
        )  # fmt: skip
        entry = {"on": day(1), "kind": "fine", "family": "follow-up", "proposal": proposal}
        entry |= common | {"entered_by_id": floor.director.pk}
        moment = datetime(2026, 11, 2, 3, 4, 5, 678901, tzinfo=UTC)
        model("compliance", "LedgerEntry").objects.create(**entry, entered_at=moment)
    finally:
        migrating.executor().migrate(newest)
    assert not list(broken_links(LedgerEntry))
    assert head_of(LedgerEntry).number == 1
