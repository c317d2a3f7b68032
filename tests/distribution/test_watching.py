"""The clock of the first contact: half the time, its end, the next person, the night (R5.3, R6.7)."""

from datetime import timedelta

import pytest

from accounts.notices.models import Notice
from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.deadlines.rules.kinds import Kind
from followups.deadlines.services import compare
from followups.new_customers.services import open_opportunity
from followups.ownership.services import reassign
from intake.arrivals.models import Lead
from intake.arrivals.notices import ASKED_AGAIN, OWNER_AWAY
from intake.distribution.models import Assignment
from intake.distribution.notices import ASSIGNED, HALF_TIME, MISSED, TAKEN_FROM
from intake.distribution.services.contacting import note_contact
from intake.distribution.services.watching import watch
from intake.first_contact.models import FirstContactTerm, StoreHours
from tests.factories import plan_on

pytestmark = pytest.mark.django_db


def look(road, lead, minutes):
    """The clock looks at the lead so many minutes after it was given."""
    watch(lead, now=road.now + timedelta(minutes=minutes))
    lead.refresh_from_db()
    return lead


def called(road, lead, *, minutes=10, **fields):
    now = road.now + timedelta(minutes=minutes)
    activity = lead.opportunity.activities.planned().get()
    road.contact(lead.opportunity, now=now, on=now.date(), activity=activity, **fields)


def told(kind):
    return list(Notice.objects.filter(kind=kind.code).values_list("person", flat=True))


def test_at_half_the_time_the_consultant_is_told_once(road):
    lead = road.take_in()
    look(road, lead, 14)
    assert told(HALF_TIME) == []
    for _ in range(2):
        look(road, lead, 15)
    assert told(HALF_TIME) == [lead.assigned_to_id]


def test_whoever_called_in_time_is_left_alone(road):
    lead = road.take_in()
    called(road, lead)
    for minutes in (15, 31):
        look(road, lead, minutes)
    assert (told(HALF_TIME), told(MISSED), lead.missed_at) == ([], [], None)
    assert Assignment.objects.count() == 1


def test_at_the_end_the_manager_is_told_and_the_next_is_offered_the_lead(road):
    lead = road.take_in()
    first, second = road.people[:2]
    look(road, lead, 15)
    look(road, lead, 31)
    assert told(MISSED) == [road.manager.pk] and told(TAKEN_FROM) == [first.pk]
    assert lead.assigned_to == second and lead.customer.__class__.objects.get().consultant == second
    assert lead.first_contact_by == road.now + timedelta(minutes=61)
    kept = Assignment.objects.latest("pk")
    assert (kept.rule, kept.before, kept.person) == ("next", first, second)
    assert told(ASSIGNED) == [first.pk, second.pk] or set(told(ASSIGNED)) == {first.pk, second.pk}
    # The clock of the second runs from now; looking again changes nothing.
    look(road, lead, 32)
    assert lead.assigned_to == second and Assignment.objects.count() == 2


def test_r5_3_at_the_very_end_there_is_still_time_and_a_moment_later_the_next_has_it(road):
    lead = road.take_in()
    look(road, lead, 30)
    assert (lead.missed_at, lead.assigned_to) == (None, road.people[0])
    look(road, lead, 30 + 1 / 60)
    assert lead.assigned_to == road.people[1]


def test_r6_7_the_night_finds_who_missed_it_and_not_who_took_it_over(road, today):
    lead = road.take_in()
    look(road, lead, 31)
    called(road, lead, minutes=40)
    night = road.now + timedelta(hours=14, minutes=30)
    run_audit(road.store, on=today, now=night)
    found = Finding.objects.get(rule=Kind.MISSED_FIRST_CONTACT)
    assert found.responsible == road.people[0] and found.closed_on is None
    run_audit(road.store, on=today + timedelta(days=1), now=night + timedelta(days=1))
    found.refresh_from_db()
    assert found.closed_on == today + timedelta(days=1)
    assert Finding.objects.filter(rule=Kind.MISSED_FIRST_CONTACT).count() == 1


def test_nobody_left_leaves_it_where_it_is(road):
    lead = road.take_in()
    minutes = 0
    for _ in range(5):
        minutes += 31
        look(road, lead, minutes)
    assert lead.assigned_to == road.people[2] and lead.missed_at
    assert [each.person for each in lead.assignments.all()] == road.people


def test_a_channel_whose_leads_are_not_passed_on(road):
    FirstContactTerm.objects.create(
        store=road.store, channel="autohome", minutes=60, passes_on=False
    )
    lead = road.take_in()
    assert lead.first_contact_by == road.now + timedelta(minutes=60)
    look(road, lead, 61)
    assert lead.assigned_to == road.people[0] and told(MISSED) == [road.manager.pk]


def test_the_stores_own_hours_count(road):
    StoreHours.objects.create(store=road.store, opens_at="08:00", closes_at="10:10")
    lead = road.take_in()
    assert lead.first_contact_by == road.now + timedelta(hours=22, minutes=20)  # 8:20 tomorrow


def test_a_known_customer_stays_with_the_owner(road, now, today):
    goes_on = road.open(now=now, on=today)
    lead = road.take_in(phone=goes_on.customer.phone)
    look(road, lead, 31)
    assert lead.assigned_to == road.consultant and told(MISSED) == [road.manager.pk]


def test_without_a_card_the_contact_is_noted_on_the_lead(road):
    lead = road.take_in(phone="", wechat="lilei88")
    at = road.now + timedelta(minutes=5)
    note_contact(lead, text="加了微信", by=lead.assigned_to, now=at)
    look(road, lead, 31)
    assert lead.missed_at is None and lead.contacted_at == at and told(MISSED) == []


def test_with_a_number_it_becomes_a_card_whose_contact_is_owed(road):
    lead = road.take_in(phone="", wechat="lilei88")
    at = road.now + timedelta(minutes=5)
    note_contact(lead, text="加了微信", phone="13800138000", by=lead.assigned_to, now=at)
    lead = Lead.objects.get(pk=lead.pk)
    assert lead.customer.phone == "13800138000" and lead.customer.wechat == "lilei88"
    assert lead.opportunity.activities.planned().get().is_first_contact


def test_without_a_card_it_is_passed_on_as_well(road):
    lead = road.take_in(phone="", wechat="lilei88")
    look(road, lead, 31)
    assert lead.assigned_to == road.people[1]


def test_an_attempt_without_an_answer_holds_nothing_up(road, today):
    lead = road.take_in()
    called(road, lead, result="no_answer", content="", feedback="")
    look(road, lead, 31)
    assert lead.missed_at is None and lead.assigned_to == road.people[1]
    assert not compare([lead.opportunity_id])
    night = road.now + timedelta(hours=14, minutes=30)
    run_audit(road.store, on=today, now=night)
    missed = Finding.objects.filter(rule=Kind.MISSED_FIRST_CONTACT).order_by("pk")
    assert missed.first().responsible == road.people[0]


def test_r4_8_a_lead_goes_with_its_customer(road, now, today):
    lead = road.take_in(phone="13900139000")
    reassign(
        by=road.director,
        now=now,
        on=today,
        customer=lead.customer,
        to=road.people[1],
        reason="调岗",
    )
    lead.refresh_from_db()
    kept = lead.assignments.latest("pk")
    assert lead.assigned_to == road.people[1]
    assert (kept.rule, kept.before, kept.by) == ("moved", road.people[0], road.director)
    road.take_in(phone="13900139000")
    assert told(ASKED_AGAIN) == [road.people[1].pk]
    # It is nobody's turn: the next is whose turn it was.
    assert road.take_in().assigned_to == road.people[1]


def test_what_the_first_was_told_is_overtaken_by_the_passing_on(road):
    lead = road.take_in()
    look(road, lead, 31)
    notice = Notice.objects.get(kind=ASSIGNED.code, person=road.people[0])
    assert notice.read_at
    assert Notice.objects.get(kind=ASSIGNED.code, person=road.people[1]).read_at is None


def test_of_several_intents_the_clock_watches_the_one_that_is_to_be_called_about(road, now, today):
    older = road.open(now=now, on=today, model="Polo", plan_in=0)
    newer = open_opportunity(
        by=road.consultant,
        now=now,
        on=today,
        customer=older.customer,
        intent={"model": "Golf", "note": "H", "expected_on": today + timedelta(days=5)},
        plan=plan_on(today + timedelta(days=3)),
    )
    lead = road.take_in(phone=older.customer.phone)
    assert lead.opportunity == older != newer
    look(road, lead, 31)
    assert told(MISSED) == [road.manager.pk]


def test_a_customer_of_somebody_who_is_not_there_is_told_to_their_manager(road, now, today):
    known = road.open(now=now, on=today)
    type(road.consultant).objects.filter(pk=road.consultant.pk).update(is_active=False)
    road.take_in(phone=known.customer.phone)
    assert told(OWNER_AWAY) == [road.manager.pk]
