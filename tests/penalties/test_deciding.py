"""Approving, waiving, reversing: once, by the director, in a ledger that adds up (R8.3–R8.6)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from compliance.penalties.models import LedgerEntry, LedgerSum, Proposal
from compliance.penalties.services.deciding import approve, waive
from compliance.penalties.services.ledger import reverse
from foundation.decisions import DecisionError
from ledgers.check import differences
from tests.factories import DirectorFactory
from tests.records import day, unplanned


@pytest.fixture
def fine(floor, audit):
    unplanned(floor, on=0)
    unplanned(floor, on=0)
    audit(0)
    return Proposal.objects.get(share_of=None)


def amounts():
    return [
        (entry.person.role, entry.kind, str(entry.amount))
        for entry in LedgerEntry.objects.select_related("person")
    ]


def test_approving_enters_the_fine_and_the_share(floor, fine, later):
    entry = approve(fine, by=floor.director, now=later, on=day(1))
    assert amounts() == [("consultant", "fine", "100.00"), ("manager", "fine", "50.00")]
    share = entry.shares.get()
    assert (entry.on, entry.entered_by, entry.entered_at) == (day(1), floor.director, later)
    assert (share.share_of, share.proposal) == (entry, fine.share)
    assert set(Proposal.objects.values_list("state", "decided_by", "decided_at")) == {
        ("approved", floor.director.pk, later)
    }
    history = Proposal.history.filter(id=fine.pk).latest()
    assert (history.history_user, history.history_date) == (floor.director, later)


def test_pressing_twice_has_one_effect(floor, fine, later):
    first = approve(fine, by=floor.director, now=later, on=day(1))
    assert approve(fine, by=floor.director, now=later, on=day(1)) == first
    assert LedgerEntry.objects.count() == 2
    assert not differences(LedgerEntry, LedgerSum)


def test_waiving_twice_has_one_effect(floor, fine, later):
    waive(fine, by=floor.director, now=later, reason="ill")
    assert waive(fine, by=floor.director, now=later, reason="again").reason == "ill"
    assert not LedgerEntry.objects.exists()


def test_the_first_decision_stands(floor, fine, audit, later):
    waive(fine, by=floor.director, now=later, reason="ill")
    with pytest.raises(DecisionError):
        approve(fine, by=floor.director, now=later, on=day(1))
    unplanned(floor, on=2)
    audit(2)
    other = Proposal.objects.pending().get(share_of=None)
    approve(other, by=floor.director, now=later, on=day(3))
    with pytest.raises(DecisionError):
        waive(other, by=floor.director, now=later, reason="ill")
    assert amounts() == [("consultant", "fine", "50.00"), ("manager", "fine", "25.00")]


def test_a_share_is_never_decided_alone(floor, fine, later):
    with pytest.raises(DecisionError):
        approve(fine.share, by=floor.director, now=later, on=day(1))
    with pytest.raises(DecisionError):
        waive(fine.share, by=floor.director, now=later, reason="ill")


def test_a_reason_is_required(floor, fine, later):
    with pytest.raises(DecisionError):
        waive(fine, by=floor.director, now=later, reason="  ")
    entry = approve(fine, by=floor.director, now=later, on=day(1))
    with pytest.raises(DecisionError):
        reverse(entry, by=floor.director, now=later, on=day(1), reason="")


def test_only_the_director_of_the_store_or_region_decides(floor, fine, later):
    for stranger in (floor.consultant, floor.manager, DirectorFactory()):
        with pytest.raises(PermissionDenied):
            approve(fine, by=stranger, now=later, on=day(1))
        with pytest.raises(PermissionDenied):
            waive(fine, by=stranger, now=later, reason="ill")
    region_director = DirectorFactory(store=None, region=floor.store.region)
    entry = approve(fine, by=region_director, now=later, on=day(1))
    with pytest.raises(PermissionDenied):
        reverse(entry, by=floor.manager, now=later, on=day(1), reason="mine")


def test_a_mistake_is_a_reversing_entry(floor, fine, later):
    entry = approve(fine, by=floor.director, now=later, on=day(1))
    reversal = reverse(entry, by=floor.director, now=later, on=day(40), reason="wrong")
    assert amounts()[2:] == [
        ("consultant", "reversal", "-100.00"),
        ("manager", "reversal", "-50.00"),
    ]
    assert reversal.reverses == entry
    assert reversal.shares.get().reverses == entry.shares.get()
    total = LedgerSum.objects.get(is_total=True)
    assert (total.amount, total.entries) == (Decimal("0.00"), 4)
    assert not differences(LedgerEntry, LedgerSum)


def test_an_entry_is_reversed_once(floor, fine, later):
    decision = {"by": floor.director, "now": later, "on": day(2), "reason": "wrong"}
    entry = approve(fine, by=floor.director, now=later, on=day(1))
    with pytest.raises(DecisionError):
        reverse(entry.shares.get(), **decision)
    reversal = reverse(entry, **decision)
    for wrong in (entry, reversal):
        with pytest.raises(DecisionError):
            reverse(wrong, **decision)
    assert LedgerEntry.objects.count() == 4


def test_a_report_is_entered_without_an_amount(floor, audit, later):
    unplanned(floor, on=0).plan(1, on=0)
    audit(1)
    entry = approve(Proposal.objects.get(share_of=None), by=floor.director, now=later, on=day(1))
    assert amounts() == [("consultant", "report", "0.00"), ("manager", "report", "0.00")]
    reversal = reverse(entry, by=floor.director, now=later, on=day(1), reason="wrong")
    assert str(reversal.amount) == "0.00"


def test_sums_are_kept_by_person_and_month(floor, fine, audit, later):
    approve(fine, by=floor.director, now=later, on=day(1))
    unplanned(floor, on=2)
    audit(2)
    other = Proposal.objects.pending().get(share_of=None)
    approve(other, by=floor.director, now=later, on=day(40))
    sums = LedgerSum.objects.filter(is_total=False, person=floor.consultant).order_by("month")
    assert [(s.month.month, str(s.amount), s.entries) for s in sums] == [
        (11, "100.00", 1),
        (12, "100.00", 1),
    ]
    assert str(LedgerSum.objects.get(is_total=True).amount) == "300.00"


def test_large_amounts_add_up_to_the_fen(floor, fine, later):
    Proposal.objects.filter(pk=fine.pk).update(amount="9999999999.99")
    Proposal.objects.filter(pk=fine.share.pk).update(amount=Decimal("0.01"))
    entry = approve(fine, by=floor.director, now=later, on=day(1))
    total = LedgerSum.objects.get(is_total=True).amount
    assert str(total) == "10000000000.00"
    assert not differences(LedgerEntry, LedgerSum)
    reverse(entry, by=floor.director, now=later, on=day(1), reason="wrong")
    assert LedgerSum.objects.get(is_total=True).amount == 0
