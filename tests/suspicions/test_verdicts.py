"""Only a manager's confirmation makes a suspicion an offence (R6.5, R8.8)."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from compliance.suspicions.services import confirm_suspicion, dismiss_suspicion
from followups.deadlines.services import compare
from foundation.decisions import DecisionError
from tests.factories import DirectorFactory, ManagerFactory
from tests.records import History, day, evasive, unplanned

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def suspicion(floor, audit):
    evasive(floor, on=0)
    audit(0)
    return Finding.objects.get()


def test_a_suspicion_costs_nothing(suspicion):
    assert suspicion.rule == "suspected_evasion"
    assert not Proposal.objects.exists()


def test_confirmed_it_counts_on_the_day_of_the_confirmation(floor, suspicion, audit):
    confirm_suspicion(suspicion, by=floor.manager, now=NOW, on=day(2), reason="on record")
    audit(2)
    suspicion.refresh_from_db()
    assert (suspicion.verdict, suspicion.verdict_on) == ("confirmed", day(2))
    assert (suspicion.verdict_by, suspicion.closed_on) == (floor.manager, day(2))
    fine, share = Proposal.objects.order_by("pk")
    assert (fine.family, fine.opened_on, fine.occasion, str(fine.amount)) == (
        "evasion",
        day(2),
        1,
        "50.00",
    )
    assert (share.person, share.share_of, str(share.amount)) == (floor.manager, fine, "25.00")


def test_confirmed_after_the_audit_of_the_day_it_still_counts(floor, suspicion):
    confirm_suspicion(suspicion, by=floor.director, now=NOW, on=day(0))
    assert Proposal.objects.filter(family="evasion", opened_on=day(0)).count() == 2


def test_dismissed_it_closes_without_a_penalty(floor, suspicion, audit):
    dismiss_suspicion(suspicion, by=floor.director, now=NOW, on=day(1), reason="customer abroad")
    assert not compare([suspicion.opportunity_id])
    audit(4)
    suspicion.refresh_from_db()
    assert suspicion.closed_on == day(1)
    assert not Finding.objects.filter(opened_on__gt=day(0), rule="suspected_evasion").exists()
    assert not Proposal.objects.filter(family="evasion").exists()


def test_one_verdict_for_all_that_was_suspected_of_the_plan(floor, audit):
    history = History(floor, code="C", expected=300).plan(5)
    history.move(1, 10).move(2, 15).move(3, 20).move(4, 25)
    audit(4)
    dismiss_suspicion(
        Finding.objects.get(), by=floor.manager, now=NOW, on=day(5), reason="his wish"
    )
    audit(6)
    assert Finding.objects.filter(rule="suspected_evasion").count() == 1
    history.move(7, 28)
    audit(7)
    assert Finding.objects.open().get().due_on == day(7)


def test_a_suspicion_is_decided_once(floor, suspicion):
    confirm_suspicion(suspicion, by=floor.manager, now=NOW, on=day(1))
    with pytest.raises(DecisionError):
        dismiss_suspicion(suspicion, by=floor.director, now=NOW, on=day(1), reason="no")
    with pytest.raises(DecisionError):
        confirm_suspicion(suspicion, by=floor.manager, now=NOW, on=day(1))
    assert Finding.objects.get().verdict == "confirmed"


def test_a_dismissal_needs_a_reason(floor, suspicion):
    with pytest.raises(DecisionError):
        dismiss_suspicion(suspicion, by=floor.manager, now=NOW, on=day(1), reason=" ")


def test_only_the_manager_or_a_director_decides(floor, suspicion):
    strangers = [
        floor.consultant,
        ManagerFactory(store=floor.store),
        DirectorFactory(),
    ]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            confirm_suspicion(suspicion, by=stranger, now=NOW, on=day(1))


def test_other_findings_take_no_verdict(floor, audit):
    unplanned(floor, on=0)
    audit(0)
    with pytest.raises(DecisionError):
        confirm_suspicion(Finding.objects.get(), by=floor.manager, now=NOW, on=day(1))
