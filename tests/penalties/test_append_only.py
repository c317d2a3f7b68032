"""The database itself keeps every ledger entry as it was written (R8.6)."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from compliance.audit.services import run_audit
from compliance.penalties.models import LedgerEntry, LedgerSum, Proposal
from compliance.penalties.services.deciding import approve
from compliance.penalties.services.ledger import reverse
from tests.records import day, unplanned


@pytest.fixture
def entry(floor, audit, later):
    unplanned(floor, on=0)
    audit(0)
    return approve(Proposal.objects.get(share_of=None), by=floor.director, now=later, on=day(1))


def snapshot():
    return list(LedgerEntry.objects.order_by("pk").values())


def test_saving_again(entry):
    entry.amount = Decimal("1.00")
    refused(entry.save)


def test_deleting(entry):
    share = entry.shares.get()
    refused(share.delete)


def test_bulk_calls(entry):
    entry.amount = Decimal("1.00")
    refused(lambda: LedgerEntry.objects.update(amount="0.00"))
    refused(lambda: LedgerEntry.objects.filter(share_of__isnull=False).delete())
    refused(lambda: LedgerEntry.objects.bulk_update([entry], ["amount"]))
    refused(
        lambda: LedgerEntry.objects.bulk_create(
            [entry], update_conflicts=True, unique_fields=["pk"], update_fields=["amount"]
        )
    )


def test_raw_sql(entry):
    table = LedgerEntry._meta.db_table
    statements = [f"UPDATE {table} SET amount = 0", f"DELETE FROM {table}"]
    if connection.vendor == "sqlite":
        names = "store_id, person_id, family, proposal_id, entered_at, entered_by_id, reason"
        statements += [
            f'INSERT OR REPLACE INTO {table} (id, {names}, kind, "on", amount)'
            f' SELECT id, {names}, kind, "on", 0 FROM {table}',
            f'INSERT OR REPLACE INTO {table} ({names}, kind, "on", amount)'
            f' SELECT {names}, kind, "on", 0 FROM {table}',
        ]
    for statement in statements:
        refused(lambda statement=statement: execute(statement))


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(action):
    before = snapshot()
    with pytest.raises(DatabaseError, match="ledger entry is never"), transaction.atomic():
        action()
    assert snapshot() == before


def test_new_entries_and_reversals_are_taken(floor, entry, later):
    reverse(entry, by=floor.director, now=later, on=day(2), reason="wrong person")
    assert LedgerEntry.objects.count() == 4


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_flush_empties_the_ledger_and_leaves_it_guarded(floor, later):
    enter_one(floor, later)
    call_command("flush", interactive=False, verbosity=0)
    assert not LedgerEntry.objects.exists()
    assert not LedgerSum.objects.exists()
    assert guards() == (2 if connection.vendor == "postgresql" else 3)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_transactional_test_may_leave_entries_behind(floor, later):
    """The flush after this test would fail if it were refused."""
    enter_one(floor, later)
    refused(lambda: LedgerEntry.objects.update(amount="0.00"))
    if connection.vendor == "postgresql":
        refused(lambda: execute(f"TRUNCATE {LedgerEntry._meta.db_table} CASCADE"))


def enter_one(floor, now):
    unplanned(floor, on=0)
    run_audit(floor.store, on=day(0), now=now)
    proposal = floor.consultant.proposals.get()
    approve(proposal, by=floor.director, now=now, on=day(1))
    assert LedgerEntry.objects.count() == 2


def guards():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'ledger_refuses%%'"
                " AND tgenabled = 'O'"
            )
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'ledger_refuses%'")
        return cursor.fetchone()[0]
