"""The night drafts what is on record, once, and moves nobody (R7.2)."""

from datetime import timedelta

import pytest

from compliance.claims.models import Claim, ClaimState
from compliance.claims.queries import neglect_of, open_to_claims
from compliance.claims.services import draft_claims
from followups.deadlines.models import Deadline
from followups.deadlines.rules.warnings import days_without_contact
from leads.opportunities.models import Opportunity


def facts():
    return list(
        Claim.objects.order_by("pk").values_list(
            "claimant", "state", "claimant_contact", "drafted_on"
        )
    )


def test_a_draft_names_both_contacts_and_the_evidence_r7_3(floor):
    opportunity = floor.neglect()
    own = floor.contact(opportunity, **floor.at(35), next_in=29)
    first, last = floor.talk(opportunity, 5), floor.talk(opportunity, 3)
    floor.audit()
    claim = Claim.objects.get()
    assert (claim.state, claim.claimant, claim.owner) == ("draft", floor.rival, floor.consultant)
    assert (claim.owner_contact, claim.claimant_contact) == (own, last)
    assert set(claim.evidence.all()) == {first, last}
    assert claim.customer.consultant == floor.consultant
    assert claim.history.count() == 1


def test_a_second_run_drafts_nothing_more(floor):
    floor.talk(floor.neglect())
    floor.audit(2)
    before = facts()
    for days_ago in (2, 1, 1, 0):
        floor.audit(days_ago)
    assert facts() == before and len(before) == 1


def test_the_night_sees_only_what_was_on_record_then(floor):
    floor.talk(floor.neglect(), 1)
    floor.audit(2)
    assert facts() == []
    floor.audit(1)
    assert len(facts()) == 1


@pytest.mark.parametrize("talked, contacted", [(38, 35), (3, 3)])
def test_a_contact_before_the_owners_last_gives_no_claim(floor, talked, contacted):
    opportunity = floor.neglect()
    floor.talk(opportunity, talked)
    floor.contact(opportunity, **floor.at(contacted), next_in=29)
    floor.audit()
    assert facts() == []


def test_what_the_former_owner_had_gives_no_claim(floor):
    """R6.6: the thirty days of the new owner begin with the assignment."""
    from followups.ownership.services import reassign

    opportunity = floor.neglect(60)
    floor.contact(opportunity, **floor.at(50), next_in=29)
    reassign(
        by=floor.director, **floor.at(45), customer=opportunity.customer, to=floor.rival, reason="x"
    )
    floor.audit()
    assert facts() == []


def test_who_left_or_works_elsewhere_gets_no_draft(floor):
    from tests.factories import UserFactory

    opportunity = floor.neglect()
    gone = floor.new_consultant(is_active=False)
    for person in (gone, UserFactory(), floor.manager):
        floor.talk(opportunity, by=person)
    floor.audit()
    assert facts() == []


def test_a_draft_lapses_with_the_neglect_and_a_newer_contact_is_a_new_one(floor):
    opportunity = floor.neglect()
    floor.talk(opportunity, 4)
    floor.audit(3)
    opportunity.refresh_from_db()
    floor.contact(opportunity, **floor.at(2), next_in=29)
    floor.audit(1)
    claim = Claim.objects.get()
    assert claim.state == ClaimState.WITHDRAWN and claim.decided_at
    floor.audit(0)
    assert Claim.objects.count() == 1


def test_what_was_refused_is_not_drafted_again_for_the_same_contact(floor):
    opportunity = floor.neglect()
    floor.talk(opportunity, 4)
    floor.audit(3)
    Claim.objects.update(state=ClaimState.REFUSED)
    floor.audit(2)
    assert Claim.objects.count() == 1
    floor.talk(opportunity, 1)
    floor.audit(1)
    assert Claim.objects.open().count() == 1


def test_the_queries_do_not_grow_with_the_customers(floor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as queries:
            draft_claims(floor.store, on=floor.at(1)["on"], now=floor.now)
        return len(queries)

    floor.talk(floor.neglect())
    floor.audit()
    Claim.objects.all().delete()
    one = asked()
    for _ in range(2):
        floor.talk(floor.neglect())
    floor.audit()
    Claim.objects.all().delete()
    assert asked() == one
    assert Claim.objects.count() == 3


def test_how_long_is_told_of_the_same_intent_everywhere_r6_6(floor):
    """Two cars: the one neglected longest is told of, also where an absence delayed its break."""
    golf = floor.neglect(days=50)
    polo = floor.open(
        **floor.at(45), grade="C", days=400, plan_in=29, model="Polo", phone=floor.new_phone()
    )
    Opportunity.objects.filter(pk=polo.pk).update(customer=golf.customer)
    rows = Deadline.objects.filter(kind="no_effective_contact_30")
    rows.filter(opportunity=golf).update(breaks_on=floor.today - timedelta(days=1))
    found = neglect_of(golf.customer, on=floor.today).deadline
    assert found == open_to_claims(floor.director, on=floor.today).first()
    assert found.opportunity == golf
    assert days_without_contact(found.due_on, floor.today) == 50
