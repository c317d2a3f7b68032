"""Amounts kept before there was an upper bound become whole fen without a change (R8.6, R8.10)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from compliance.penalties.models import LedgerEntry, LedgerSum, PenaltyPolicy, Proposal
from tests import migrating
from tests.factories import Floor
from tests.records import day

BEFORE = [("compliance", "0010_reasons")]
AFTER = [("compliance", None)]  # the newest
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def migrate(target):
    steps = migrating.executor()
    if target == AFTER:
        target = steps.loader.graph.leaf_nodes("compliance")
    steps.migrate(target)
    return migrating.executor().loader.project_state(target).apps.get_model


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_every_amount_is_the_same_before_and_after():
    floor = Floor()
    where = {"store_id": floor.store.pk, "person_id": floor.consultant.pk}
    model = migrate(BEFORE)
    try:
        proposal = model("compliance", "Proposal").objects.create(
            **where, family="follow-up", opened_on=day(1), occasion=1, items=1, kind="fine",
            amount=Decimal("150.05"), state="approved",
        )  # fmt: skip
        entry = {"on": day(1), "family": "follow-up", "proposal": proposal, "entered_at": NOW}
        entry |= where | {"entered_by_id": floor.director.pk}
        entries = model("compliance", "LedgerEntry").objects
        first = entries.create(kind="fine", amount=Decimal("150.05"), **entry)
        entries.create(kind="reversal", amount=Decimal("-150.05"), reverses=first, **entry)
        model("compliance", "LedgerSum").objects.create(is_total=True, amount=Decimal("1E13"))
        policies = model("compliance", "PenaltyPolicy").objects
        policies.create(store_id=floor.store.pk, effective_from=day(0), base=Decimal("2000000.55"))
        policies.create(store_id=floor.store.pk, effective_from=day(9), cap=Decimal("99.90"))
    finally:
        migrate(AFTER)
    assert kept() == [
        [Decimal("150.05")],
        [Decimal("150.05"), Decimal("-150.05")],
        [Decimal("10000000000000.00")],
        [(Decimal("2000000.55"), Decimal("1000000.00")), (Decimal("50.00"), Decimal("99.90"))],
    ]
    with pytest.raises(DatabaseError, match="ledger entry is never"), transaction.atomic():
        LedgerEntry.objects.update(amount="0.00")
    before = kept()
    try:
        model = migrate(BEFORE)
        amounts = model("compliance", "LedgerEntry").objects.order_by("pk")
        assert list(amounts.values_list("amount", flat=True)) == before[1]
    finally:
        migrate(AFTER)
    assert kept() == before


def kept():
    amounts = [
        list(model.objects.order_by("pk").values_list("amount", flat=True))
        for model in (Proposal, LedgerEntry, LedgerSum)
    ]
    return [*amounts, list(PenaltyPolicy.objects.order_by("pk").values_list("base", "cap"))]
