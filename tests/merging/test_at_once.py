"""Two people at the same moment merge once, and part once (R2.5)."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from followups.deadlines.services import compare
from followups.merging.models import Merge, MergeState
from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from tests.factories import Floor

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run them in threads of their own; what each that was refused was told."""
    start, said = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except ValidationError as error:
            said.extend(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.fixture
def floor(transactional_db):
    return Floor()


def test_the_two_ways_round_and_back_happen_once(floor, now, today):
    one = floor.open(now=now, on=today, plan_in=2).customer
    two = floor.open(now=now, on=today, plan_in=3).customer

    def merge(kept, merged, by):
        return lambda: merge_cards(
            by=by, now=now, kept=kept, merged=merged, owner=floor.consultant, reason="同一人"
        )

    said = at_once(merge(one, two, floor.manager), merge(two, one, floor.director))
    assert said == ["One of the two cards is merged already."]
    done = Merge.objects.get(state=MergeState.DONE)
    assert Customer.objects.in_use().count() == 1

    def part(by):
        return lambda: undo_merge(Merge.objects.get(pk=done.pk), by=by, now=now, reason="父子")

    said = at_once(part(floor.manager), part(floor.director))
    assert said == ["These cards are two already."]
    assert Customer.objects.in_use().count() == 2
    assert not compare(list(Opportunity.objects.values_list("pk", flat=True)))


def test_a_contact_at_the_same_moment_is_kept(floor, now, today):
    """The locks are taken in the order in which a contact takes them."""
    one = floor.open(now=now, on=today, plan_in=2)
    two = floor.open(now=now, on=today, plan_in=3)
    said = at_once(
        lambda: merge_cards(
            by=floor.manager,
            now=now,
            kept=one.customer,
            merged=two.customer,
            owner=floor.consultant,
            reason="同一人",
        ),
        lambda: floor.contact(Opportunity.objects.get(pk=one.pk), now=now, on=today),
    )
    assert len(said) <= 1  # the contact may come after its intent has ended, and is told so
    assert Merge.objects.get().is_done
    assert not compare([one.pk, two.pk])
