"""Leads are given by the store's rules, never to who cannot take one, and each keeps why (R5.2, R3.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.notices.models import Notice
from followups.absences.services.registering import register_absence
from intake.arrivals.models import Lead
from intake.arrivals.notices import NOBODY_LEFT
from intake.distribution.models import Assignment, DistributionRule, Strength
from intake.distribution.notices import ASSIGNED
from intake.distribution.rules import Asked, Candidate, Ordered, Rule, choose
from intake.distribution.services.arriving import carry_on
from intake.distribution.services.assigning import assign_by_hand, distribute
from leads.customers.models import Customer
from leads.grading.models import GradingPolicy, StorePolicy
from reception.services.roster import save_roster
from tests.factories import Floor, UserFactory

pytestmark = pytest.mark.django_db


def set_rules(store, *kinds, **terms):
    DistributionRule.objects.filter(store=store).delete()
    for position, kind in enumerate(kinds):
        DistributionRule.objects.create(store=store, position=position, kind=kind, **terms)


def away(road, person, today, **days):
    register_absence(
        by=road.director,
        now=road.now,
        on=today,
        user=person,
        kind=days.pop("kind", "leave"),
        from_on=today,
        to_on=today,
        plans="postpone",
    )


def test_r5_2_in_turn_where_the_store_set_no_rules(road):
    got = [road.take_in().assigned_to for _ in range(4)]
    assert got == [*road.people, road.people[0]]


def test_r5_3_the_lead_becomes_a_card_with_its_first_contact_owed(road, now):
    lead = road.take_in(model="Golf", text="想试驾", district="浦东")
    assert lead.state == "assigned" and lead.first_contact_by == now + timedelta(minutes=30)
    opportunity = lead.opportunity
    assert lead.customer.consultant == lead.assigned_to
    assert (lead.customer.channel, lead.customer.district) == ("autohome", "浦东")
    assert opportunity.model == "Golf" and opportunity.grade.code == "C"
    call = opportunity.activities.planned().get()
    assert call.is_first_contact and call.call_back_by == lead.first_contact_by
    assert call.expected_content == "想试驾"


def test_r12_1_at_a_desk_a_lead_starts_in_class_0(road, today):
    policy = GradingPolicy.objects.get(code="S2")
    StorePolicy.objects.create(store=road.store, policy=policy, effective_from=today)
    assert road.take_in().opportunity.grade.code == "0"


def test_whoever_gets_it_is_told_with_the_surname_alone(road):
    lead = road.take_in(name="李雷雷", phone="13800138000")
    told = Notice.objects.get(kind=ASSIGNED.code)
    assert told.person == lead.assigned_to and told.target == lead.pk
    assert "李" in str(told) and "雷" not in str(told) and "13800138000" not in str(told)


def test_nobody_who_is_away_gets_one_not_even_as_the_only_one_who_knows_the_car(road, today):
    Strength.objects.create(person=road.people[1], car_models=["Golf"])
    away(road, road.people[1], today)
    assert road.take_in(model="Golf").assigned_to == road.people[0]


def test_a_suspension_is_an_absence(road, today):
    away(road, road.people[0], today, kind="suspension")
    assert road.take_in().assigned_to == road.people[1]


def test_the_duty_roster_says_who_is_there_and_in_which_order(road, now, today):
    last_first = [road.people[2], road.people[0]]
    save_roster(by=road.manager, now=now, on=today, store=road.store, day=today, people=last_first)
    got = [road.take_in().assigned_to for _ in range(3)]
    assert got == [road.people[2], road.people[0], road.people[2]]


def test_r3_2_nobody_over_the_capacity_of_the_class(road, now, today):
    policy = GradingPolicy.objects.get(code="S2")
    policy.grades.filter(code="0").update(capacity=1)
    StorePolicy.objects.create(store=road.store, policy=policy, effective_from=today)
    got = [road.take_in().assigned_to for _ in range(4)]
    assert got == [*road.people, None]


def test_where_nobody_is_left_the_manager_is_told_once_with_the_lead_waiting(road, now, today):
    for person in road.people:
        away(road, person, today)
    lead = road.take_in()
    assert lead.state == "new" and lead.assigned_to is None
    carry_on(lead, by=None, now=now)
    assert Assignment.objects.get().rule == "nobody"
    told = Notice.objects.get(kind=NOBODY_LEFT.code)
    assert told.person == road.manager
    assign_by_hand(
        lead, to=road.people[0], reason="回来上班", by=road.manager, now=now + timedelta(1)
    )
    told.refresh_from_db()
    assert told.read_at


def test_by_hand_needs_a_reason_and_somebody_of_the_store_who_is_there(road, now, today):
    set_rules(road.store, Rule.MANAGER)
    lead = road.take_in()
    assert lead.state == "new" and Assignment.objects.get().rule == Rule.MANAGER
    away(road, road.people[2], today)
    for to, reason, field in (
        (road.people[0], " ", "reason"),
        (Floor().consultant, "熟客", "to"),
        (road.manager, "熟客", "to"),
        (road.people[2], "熟客", "to"),
    ):
        with pytest.raises(ValidationError) as refused:
            assign_by_hand(lead, to=to, reason=reason, by=road.manager, now=now)
        assert set(refused.value.message_dict) == {field}
    given = assign_by_hand(lead, to=road.people[1], reason="熟客", by=road.manager, now=now)
    assert given.assigned_to == road.people[1]
    kept = Assignment.objects.latest("pk")
    assert (kept.rule, kept.by, kept.reason) == ("hand", road.manager, "熟客")
    with pytest.raises(ValidationError):
        assign_by_hand(lead, to=road.people[0], reason="again", by=road.manager, now=now)


def test_the_rules_of_a_store_in_their_order(road):
    set_rules(road.store, Rule.REGION, Rule.MODEL, Rule.TURN)
    Strength.objects.create(person=road.people[1], districts=["浦东"])
    Strength.objects.create(person=road.people[2], districts=["浦东"], car_models=["ID.4"])
    assert road.take_in(district="浦东新区", model="ID.4 X").assigned_to == road.people[2]
    assert road.take_in(district="浦东新区", model="Golf").assigned_to == road.people[1]
    assert road.take_in(district="宝山", model="Golf").assigned_to == road.people[0]


def test_whoever_had_them_before_has_them_again_after_the_card_has_gone(road, now):
    first = road.take_in(phone="13800138000")
    Lead.objects.filter(pk=first.pk).update(received_at=now - timedelta(days=200))
    road.take_in()
    Customer.objects.filter(pk=first.customer_id).update(phone="13900139000")
    again = road.take_in(phone="13800138000")
    assert again.assigned_to == first.assigned_to
    assert again.assignments.get().rule == Rule.EARLIER


def test_every_assignment_can_be_replayed_from_what_it_keeps(road):
    set_rules(road.store, Rule.MODEL, Rule.ABILITY)
    Strength.objects.create(person=road.people[1], car_models=["Golf"])
    for number in range(6):
        road.take_in(model="Golf" if number % 2 else "Passat")
    kept = list(Assignment.objects.all())
    assert len(kept) == 6
    for each in kept:
        inputs = each.inputs
        choice = choose(
            [Ordered(**rule) for rule in inputs["rules"]],
            [Candidate.of(values) for values in inputs["candidates"]],
            Asked(**inputs["asked"] | {"earlier": tuple(inputs["asked"]["earlier"])}),
        )
        assert (choice.person, choice.rule) == (each.person_id, each.rule)


def test_given_once_however_often_it_is_asked_for(road, now):
    lead = road.take_in()
    again = distribute(lead, by=None, now=now)
    assert again.assigned_to == lead.assigned_to and Assignment.objects.count() == 1


def test_a_lead_without_a_number_is_given_without_a_card(road):
    lead = road.take_in(phone="", wechat="lilei88")
    assert lead.state == "assigned" and lead.opportunity is None and lead.first_contact_by


def test_nobody_of_another_store_or_role_is_a_candidate(road):
    UserFactory(store=road.store, role="reception")
    Floor()
    road.consultant.__class__.objects.filter(pk=road.people[1].pk).update(is_active=False)
    lead = road.take_in()
    keys = [each["person"] for each in lead.assignments.get().inputs["candidates"]]
    assert keys == [road.people[0].pk, road.people[2].pk]


def test_as_many_queries_for_many_people_as_for_one(road):
    def queries():
        waiting = road.sort()
        with CaptureQueriesContext(connection) as taken:
            distribute(waiting, by=None, now=road.now)
        return len(taken)

    road.take_in()
    few = queries()
    for _ in range(10):
        road.new_consultant()
    assert queries() == few
