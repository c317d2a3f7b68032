"""The database itself keeps every entry of the rewards as it was written (R8.6, R8.9)."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from rewards.models import Reward, RewardEntry, RewardSum
from rewards.services import approve_reward, reverse_reward
from tests.penalties.test_append_only import execute
from tests.rewards.conftest import Shop


def approve_one(shop):
    shop.sell()
    shop.night()
    return approve_reward(Reward.objects.get(), on=shop.today, **shop.by)


@pytest.fixture
def entry(shop):
    return approve_one(shop)


def refused(action):
    before = list(RewardEntry.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match="reward entry is never"), transaction.atomic():
        action()
    assert list(RewardEntry.objects.order_by("pk").values()) == before


def test_saving_and_deleting(entry):
    entry.amount = Decimal("1.00")
    refused(entry.save)
    refused(entry.delete)


def test_bulk_calls(entry):
    refused(lambda: RewardEntry.objects.update(amount=1))
    refused(lambda: RewardEntry.objects.all().delete())
    refused(
        lambda: RewardEntry.objects.bulk_create(
            [entry], update_conflicts=True, unique_fields=["pk"], update_fields=["amount"]
        )
    )


def test_raw_sql(entry):
    table = RewardEntry._meta.db_table
    statements = [f"UPDATE {table} SET amount = 1", f"DELETE FROM {table}"]
    if connection.vendor == "sqlite":
        names = "store_id, person_id, reward_id, entered_at, entered_by_id, reason"
        statements += [
            f'INSERT OR REPLACE INTO {table} (id, {names}, kind, "on", amount)'
            f' SELECT id, {names}, kind, "on", 1 FROM {table}',
            f'INSERT OR REPLACE INTO {table} ({names}, kind, "on", amount)'
            f' SELECT {names}, kind, "on", 1 FROM {table}',
        ]
    for statement in statements:
        refused(lambda statement=statement: execute(statement))


def test_a_reversal_is_taken(shop, entry):
    reverse_reward(entry, on=shop.today, reason="wrong", **shop.by)
    assert RewardEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_flush_empties_the_ledger_and_leaves_it_guarded(now):
    approve_one(Shop(now))
    call_command("flush", interactive=False, verbosity=0)
    assert not RewardEntry.objects.exists() and not RewardSum.objects.exists()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'rewards_refuse%%'"
                " AND tgenabled = 'O'"
            )
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'rewards_refuse%'")
        assert cursor.fetchone()[0] == (2 if connection.vendor == "postgresql" else 3)
