"""Giving many customers away at once, and taking that back (R5.2)."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from compliance.hand_over.models import UNDONE, HandOver
from compliance.hand_over.services.giving import undo_hand_over
from compliance.hand_over.services.loads import takers_for
from followups.activities.models import Activity
from followups.calendars.models import Absence
from followups.deadlines.services import compare
from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from followups.ownership.services import reassign
from foundation.decisions import DecisionError
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity, OpportunityChange
from tests.factories import ManagerFactory, UserFactory


def owners(customers):
    return sorted(customers.values_list("consultant__full_name", flat=True))


def everything():
    """What must be the same after a hand-over and its undoing, but for history."""
    return [
        list(Customer.objects.order_by("pk").values_list("pk", "consultant")),
        list(
            Opportunity.objects.order_by("pk").values_list(
                "pk", "consultant", "assigned_on", "note"
            )
        ),
        list(
            Activity.objects.order_by("pk").values_list("pk", "consultant", "planned_on", "state")
        ),
        [
            list(
                o.deadlines.order_by("kind", "due_on", "responsible").values_list(
                    "kind", "responsible", "due_on", "breaks_on"
                )
            )
            for o in Opportunity.objects.order_by("pk")
        ],
    ]


def test_a_share_by_load_says_before_what_it_does(floor):
    floor.open(**floor.at(), consultant=floor.ann, grade="H")
    customers = floor.fill("H", "A", "B", "C", "C")
    plan = floor.plan(customers, floor.ann, floor.bob)
    shares = {share.person: share for share in plan.shares}
    assert (shares[floor.consultant].taken, shares[floor.consultant].after) == (5, 0)
    assert shares[floor.ann].before == 10
    assert shares[floor.ann].after + shares[floor.bob].after == 28
    assert abs(shares[floor.ann].after - shares[floor.bob].after) <= 4
    floor.give(customers, floor.ann, floor.bob)
    assert owners(customers).count("Ann") == shares[floor.ann].given


def test_opportunities_plans_and_deadlines_follow_and_history_says_who(floor):
    customers = floor.fill("H", "B")
    transfer = floor.give(customers, floor.ann)
    assert owners(customers) == ["Ann", "Ann"]
    opportunities = Opportunity.objects.filter(customer__in=customers)
    assert {o.consultant for o in opportunities} == {floor.ann}
    assert {o.assigned_on for o in opportunities} == {floor.today}
    assert {a.consultant for a in Activity.objects.planned()} == {floor.ann}
    assert not compare([o.pk for o in opportunities])
    for row in (*customers, *opportunities, *Activity.objects.planned()):
        last = row.history.first()
        assert (last.consultant, last.history_user) == (floor.ann, floor.director)
        assert (last.history_change_reason, last.history_date) == ("load", floor.now)
    assert transfer.items.count() == 2 and {i.giver for i in transfer.items.all()} == {
        floor.consultant
    }


def test_it_does_what_a_single_reassignment_does(floor):
    one, other = floor.fill("A", "A")
    reassign(by=floor.director, **floor.at(), customer=one, to=floor.ann, reason="load")
    floor.give(Customer.objects.filter(pk=other.pk), floor.ann)

    def traces(customer):
        o = customer.opportunities.get()
        changes = o.changes.values_list(
            "changed_on", "by", "consultant", "grade", "state", "reason"
        )
        return [
            list(changes),
            list(
                o.deadlines.order_by("kind", "set_on").values_list("kind", "responsible", "due_on")
            ),
            list(o.history.values_list("consultant", "assigned_on", "history_type")),
            list(customer.history.values_list("consultant", "history_type", "history_user")),
        ]

    assert traces(one) == traces(other)


def test_who_is_absent_suspended_or_gone_is_not_offered_and_refused(floor):
    customers = floor.fill("A")
    gone = floor.new_consultant(is_active=False)
    back = floor.new_consultant()
    floor.away(floor.ann)
    floor.away(floor.bob, kind="suspension", since=-3, until=3)
    floor.away(back, since=-3, until=-1)
    asked = Absence(user=floor.consultant, state="requested", kind="leave", recorded_on=floor.today)
    asked.from_on = asked.to_on = floor.today
    asked.save()
    offered = set(takers_for(floor.director, floor.store, on=floor.today))
    assert offered == {back, floor.consultant}
    for person in (floor.ann, floor.bob, gone, UserFactory(), floor.manager):
        with pytest.raises(DecisionError, match="absent"):
            floor.give(customers, person)
    assert owners(customers) == [str(floor.consultant)]


def test_a_manager_moves_within_his_team_only(floor):
    other = UserFactory(store=floor.store, manager=ManagerFactory(store=floor.store))
    customers = floor.fill("A")
    with pytest.raises(DecisionError):
        floor.give(customers, other, by=floor.manager)
    with pytest.raises(DecisionError):
        floor.give(customers, other, by=other.manager)
    with pytest.raises(PermissionDenied):
        floor.give(customers, floor.ann, by=floor.consultant)
    floor.give(customers, floor.ann, by=floor.manager)
    assert owners(customers) == ["Ann"]


def test_customers_of_other_stores_stay_where_they_are(floor, now):
    from tests.hand_over.conftest import Busy

    elsewhere = Busy(now)
    customers = elsewhere.fill("A")
    with pytest.raises(DecisionError):
        floor.give(customers, floor.ann)
    with pytest.raises(PermissionDenied):
        floor.give(customers, elsewhere.ann, store=elsewhere.store)


def test_nothing_to_give_is_said(floor):
    for customers, to in ((floor.fill("A"), ()), (Customer.objects.none(), (floor.ann,))):
        with pytest.raises(DecisionError):
            floor.plan(customers, *to)
    with pytest.raises(DecisionError, match="why"):
        floor.give(floor.fill("A"), floor.ann, reason=" ")


def test_undoing_restores_everything_but_the_history(floor):
    customers = floor.fill("H", "A", "B")
    before = everything()
    transfer = floor.give(customers, floor.ann, floor.bob)
    assert everything() != before
    for _ in range(2):
        transfer = undo_hand_over(transfer, by=floor.director, **floor.at())
    assert everything() == before
    ids = list(Opportunity.objects.values_list("pk", flat=True))
    assert not compare(ids)
    assert OpportunityChange.objects.filter(reason=UNDONE.of(reason="load")).count() == 3


def test_undoing_is_for_the_same_day_and_while_nothing_moved(floor):
    customers = floor.fill("H", "A")
    transfer = floor.give(customers, floor.ann)
    with pytest.raises(DecisionError, match="own day"):
        undo_hand_over(transfer, by=floor.director, **floor.at(-1))
    with pytest.raises(PermissionDenied):
        undo_hand_over(transfer, by=floor.manager, **floor.at())
    reassign(by=floor.director, **floor.at(), customer=customers[0], to=floor.bob, reason="x")
    with pytest.raises(DecisionError, match="moved"):
        undo_hand_over(transfer, by=floor.director, **floor.at())
    assert owners(customers) == ["Ann", "Bob"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_undoing_waits_until_a_merged_card_is_parted(floor, is_kept):
    """R2.5, R4.8: nobody gets a customer whom they never had."""
    customers = floor.fill("A")
    other = floor.open(**floor.at(5), consultant=floor.ann, model="Polo").customer
    transfer = floor.give(customers, floor.ann)
    given = customers.get()
    kept, merged = (given, other) if is_kept else (other, given)
    when = {"by": floor.director, "now": floor.now}
    merge = merge_cards(**when, kept=kept, merged=merged, owner=floor.ann, reason="同一人")
    assert transfer.items.get().customer == given
    with pytest.raises(DecisionError, match="part the cards first"):
        undo_hand_over(transfer, by=floor.director, **floor.at())
    undo_merge(merge, **when, reason="两个人")
    undo_hand_over(transfer, by=floor.director, **floor.at())
    given.refresh_from_db()
    other.refresh_from_db()
    assert (given.consultant, other.consultant) == (floor.consultant, floor.ann)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_move_each_customer_once(transactional_db, now):
    from tests.hand_over.conftest import Busy

    floor = Busy(now)
    customers = floor.fill("H", "A", "B")
    plans = [floor.plan(customers, person) for person in (floor.ann, floor.bob)]
    start, said = threading.Barrier(2), []

    def act(plan):
        start.wait()
        try:
            floor.give(customers, plan=plan)
            said.append("done")
        except DecisionError as error:
            said.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[plan]) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(owners(customers))) == 1
    assert said.count("done") == HandOver.objects.count() == 1
