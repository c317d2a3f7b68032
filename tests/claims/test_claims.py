"""Filing, objecting, withdrawing, approving, refusing (R7.1, R7.3, R7.4)."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from compliance.claims.models import Claim, ClaimState
from compliance.claims.services import (
    OwnContact,
    Proof,
    approve_claim,
    claim_customer,
    file_draft,
    object_to,
    refuse_claim,
    withdraw_claim,
)
from followups.activities.models import Activity
from followups.deadlines.services import compare
from followups.ownership.services import reassign
from followups.recordings.models import Recording
from foundation.decisions import DecisionError
from leads.customers.models import Customer
from leads.opportunities.models import OpportunityChange
from tests.factories import DirectorFactory


def file(floor, opportunity, by=None, **fields):
    return claim_customer(
        by=by or floor.rival,
        **floor.at(0),
        phone=opportunity.customer.phone,
        grounds="客户一直找我",
        **fields,
    )


def own(floor, days_ago=2, **fields):
    values = {"mode": "phone", "content": "谈了试驾"} | fields
    return OwnContact(executed_on=floor.today - timedelta(days=days_ago), **values)


@pytest.fixture
def opportunity(floor):
    return floor.neglect()


@pytest.fixture
def filed(floor, opportunity):
    floor.talk(opportunity)
    return file(floor, opportunity)


def approve(floor, claim, **fields):
    return approve_claim(claim, by=floor.director, **floor.at(0), **fields)


def test_a_claim_without_an_effective_contact_is_refused_r7_1(floor, opportunity):
    with pytest.raises(ValidationError) as refused:
        file(floor, opportunity)
    assert "No effective contact of yours" in str(refused.value)
    assert not Claim.objects.exists()


def test_ones_own_contact_is_put_on_record_with_the_claim(floor, opportunity):
    plans = list(opportunity.activities.planned().values_list("pk", "consultant", "planned_on"))
    claim = file(floor, opportunity, contact=own(floor), proof=Proof(reference="REC-1"))
    contact = claim.claimant_contact
    assert (contact.consultant, contact.is_effective, contact.state) == (
        floor.rival,
        True,
        "executed",
    )
    assert Recording.objects.get().reference == "REC-1"
    assert list(claim.evidence.all()) == [contact]
    # The owner keeps their plans, and their thirty days go on running.
    found = opportunity.activities.planned().values_list("pk", "consultant", "planned_on")
    assert list(found) == plans
    assert opportunity.deadlines.filter(kind="no_effective_contact_30", ended_on=None).exists()
    assert not compare([opportunity.pk])


@pytest.mark.parametrize(
    "days_ago, content, field",
    [(-1, "x", "executed_on"), (45, "x", "executed_on"), (2, " ", "content")],
)
def test_a_contact_that_cannot_be_leaves_nothing_behind(
    floor, opportunity, days_ago, content, field
):
    with pytest.raises(ValidationError) as refused:
        file(floor, opportunity, contact=own(floor, days_ago, content=content))
    assert field in refused.value.error_dict
    assert not Activity.objects.executed().exists()


def test_only_who_is_open_to_claims_can_be_claimed(floor):
    kept = floor.neglect(20)
    floor.talk(kept)
    with pytest.raises(ValidationError, match="30 days"):
        file(floor, kept)
    with pytest.raises(ValidationError, match="own customer"):
        file(floor, kept, by=floor.consultant)
    with pytest.raises(PermissionDenied):
        file(floor, kept, by=floor.manager)


def test_another_store_s_number_is_no_card(floor, opportunity):
    from tests.factories import UserFactory

    with pytest.raises(ValidationError, match="No card"):
        file(floor, opportunity, by=UserFactory())


def test_a_second_claim_of_the_same_person_is_refused_and_a_draft_becomes_the_claim(
    floor, opportunity
):
    floor.talk(opportunity)
    floor.audit()
    draft = Claim.objects.get()
    claim = file(floor, opportunity)
    assert claim.pk == draft.pk and claim.state == ClaimState.FILED
    with pytest.raises(ValidationError, match="already claimed"):
        file(floor, opportunity)


def test_a_draft_is_filed_by_its_claimant_only_while_the_neglect_lasts(floor, opportunity):
    floor.talk(opportunity)
    floor.audit()
    draft = Claim.objects.get()
    with pytest.raises(PermissionDenied):
        file_draft(draft, by=floor.consultant, **floor.at(0), grounds="x")
    opportunity.refresh_from_db()
    floor.contact(opportunity, **floor.at(0))
    with pytest.raises(ValidationError, match="30 days"):
        file_draft(draft, by=floor.rival, **floor.at(0), grounds="x")


def test_approval_moves_customer_opportunities_and_plans_with_history_r7_3(
    floor, opportunity, filed
):
    plan = opportunity.activities.planned().get()
    approve(floor, filed)
    filed.refresh_from_db()
    opportunity.refresh_from_db()
    plan.refresh_from_db()
    assert filed.state == ClaimState.APPROVED and filed.decided_by == floor.director
    moved = {opportunity.customer.consultant, opportunity.consultant, plan.consultant}
    assert moved == {floor.rival}
    for row in (Customer.objects.get(pk=opportunity.customer_id), opportunity, plan):
        last = row.history.first()
        assert (last.history_user, last.consultant) == (floor.director, floor.rival)
        assert row.history.filter(consultant=floor.consultant).exists()
    assert not compare([opportunity.pk])


def test_other_open_claims_are_refused_with_a_reason(floor, opportunity, filed):
    third = floor.new_consultant()
    other = file(floor, opportunity, by=third, contact=own(floor))
    approve(floor, filed)
    other.refresh_from_db()
    assert other.state == ClaimState.REFUSED and str(floor.rival) in str(other.reason)


def test_pressing_twice_has_one_effect(floor, opportunity, filed):
    approve(floor, filed)
    changes = OpportunityChange.objects.count()
    approve(floor, filed)
    assert OpportunityChange.objects.count() == changes
    with pytest.raises(DecisionError, match="already been decided"):
        refuse_claim(filed, by=floor.director, now=floor.now, reason="no")


def test_refusal_keeps_the_customer_and_the_reason(floor, opportunity, filed):
    with pytest.raises(DecisionError):
        refuse_claim(filed, by=floor.director, now=floor.now, reason=" ")
    for _ in range(2):
        refuse_claim(filed, by=floor.director, now=floor.now, reason="录音里没有谈车")
    filed.refresh_from_db()
    assert (filed.state, filed.reason) == (ClaimState.REFUSED, "录音里没有谈车")
    assert Customer.objects.get(pk=opportunity.customer_id).consultant == floor.consultant
    with pytest.raises(DecisionError):
        approve(floor, filed)


def test_a_customer_who_moved_meanwhile_is_not_moved_again(floor, opportunity, filed):
    third = floor.new_consultant()
    reassign(by=floor.director, **floor.at(0), customer=opportunity.customer, to=third, reason="x")
    with pytest.raises(DecisionError, match="has moved"):
        approve(floor, filed)
    filed.refresh_from_db()
    assert filed.state == ClaimState.FILED
    assert Customer.objects.get(pk=opportunity.customer_id).consultant == third


def test_only_a_director_of_the_store_decides(floor, filed):
    for person in (floor.manager, floor.rival, DirectorFactory()):
        with pytest.raises(PermissionDenied):
            approve_claim(filed, by=person, **floor.at(0))
        with pytest.raises(PermissionDenied):
            refuse_claim(filed, by=person, now=floor.now, reason="x")


def test_a_claimant_who_left_gets_nobody(floor, filed):
    floor.rival.is_active = False
    floor.rival.save()
    with pytest.raises(DecisionError):
        approve(floor, filed)
    filed.refresh_from_db()
    assert filed.state == ClaimState.FILED


def test_the_owners_contact_after_the_filing_does_not_end_it_r7_4(floor, opportunity, filed):
    opportunity.refresh_from_db()
    later = {"now": floor.now + timedelta(hours=1), "on": floor.today}
    floor.contact(opportunity, **later)
    approve(floor, filed)
    assert Customer.objects.get(pk=opportunity.customer_id).consultant == floor.rival


def test_the_owner_objects_until_it_is_decided(floor, filed):
    with pytest.raises(PermissionDenied):
        object_to(filed, by=floor.rival, now=floor.now, text="x")
    object_to(filed, by=floor.consultant, now=floor.now, text="客户住院")
    claim = object_to(filed, by=floor.consultant, now=floor.now, text="客户住院，有录音")
    assert claim.objection == "客户住院，有录音" and claim.history.count() == 3
    approve(floor, filed)
    with pytest.raises(DecisionError):
        object_to(filed, by=floor.consultant, now=floor.now, text="x")


def test_a_withdrawn_claim_can_be_filed_anew(floor, opportunity, filed):
    with pytest.raises(PermissionDenied):
        withdraw_claim(filed, by=floor.consultant, now=floor.now)
    for _ in range(2):
        withdraw_claim(filed, by=floor.rival, now=floor.now)
    assert file(floor, opportunity).pk != filed.pk


@pytest.mark.django_db(transaction=True)
def test_two_directors_at_once_decide_once(transactional_db, now):
    from tests.claims.conftest import Neglect

    floor = Neglect(now)
    opportunity = floor.neglect()
    claims = [
        file(floor, opportunity, by=person, contact=own(floor))
        for person in (floor.rival, floor.new_consultant())
    ]
    start, said = threading.Barrier(2), []

    def decide(claim):
        start.wait()
        try:
            said.append(approve_claim(claim, by=floor.director, **floor.at(0)).state)
        except DecisionError as error:
            said.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[claim]) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = sorted(Claim.objects.values_list("state", flat=True))
    assert states == ["approved", "refused"] and "approved" in said
    winner = Claim.objects.get(state="approved").claimant
    assert Customer.objects.get(pk=opportunity.customer_id).consultant == winner
    moves = OpportunityChange.objects.filter(opportunity=opportunity, consultant__isnull=False)
    assert moves.count() == 2
