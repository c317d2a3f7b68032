"""Directors and stores that decide at the same moment: one effect, and right sums (R8.6)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from compliance.audit.services import run_audit
from compliance.penalties.models import LedgerEntry, LedgerSum, Proposal
from compliance.penalties.services.deciding import approve, waive
from foundation.decisions import DecisionError
from ledgers.check import differences
from tests.factories import Floor
from tests.records import day, unplanned

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*actions):
    """Run each in a thread of its own, started together; the results or the refusals."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=60)
            return action()
        except DecisionError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@pytest.mark.parametrize("attempt", range(3))
def test_of_approval_and_waiver_one_wins(floor, later, attempt):
    unplanned(floor, on=0)
    run_audit(floor.store, on=day(0), now=later)
    fine = Proposal.objects.get(share_of=None)
    results = at_once(
        lambda: approve(fine, by=floor.director, now=later, on=day(1)),
        lambda: waive(fine, by=floor.director, now=later, reason="ill"),
    )
    assert sum(isinstance(result, DecisionError) for result in results) == 1
    states = set(Proposal.objects.values_list("state", flat=True))
    assert states in ({"approved"}, {"waived"})
    assert LedgerEntry.objects.count() == (2 if states == {"approved"} else 0)
    assert not differences(LedgerEntry, LedgerSum)


def test_pressed_twice_at_once_has_one_effect(floor, later):
    unplanned(floor, on=0)
    run_audit(floor.store, on=day(0), now=later)
    fine = Proposal.objects.get(share_of=None)
    entries = at_once(*[lambda: approve(fine, by=floor.director, now=later, on=day(1))] * 4)
    assert len({entry.pk for entry in entries}) == 1
    assert LedgerEntry.objects.count() == 2


def test_stores_decide_at_once_and_the_total_is_right(later):
    floors = [Floor() for _ in range(4)]
    for floor in floors:
        unplanned(floor, on=0)
        run_audit(floor.store, on=day(0), now=later)
    fines = Proposal.objects.filter(share_of=None).select_related("store")
    by_store = {fine.store_id: fine for fine in fines}

    def decide(floor):
        return lambda: approve(by_store[floor.store.pk], by=floor.director, now=later, on=day(1))

    at_once(*map(decide, floors))
    assert LedgerEntry.objects.count() == 8
    assert not differences(LedgerEntry, LedgerSum)
