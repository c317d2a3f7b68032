"""Registering visitors: who receives them, whose they are, who is called back (R9.1, R4.6, R2.5, R7)."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.notices.models import Notice
from compliance.audit.queries import audit_report
from compliance.audit.services import run_audit
from followups.activities.models import Activity
from followups.calendars.models import Absence
from followups.deadlines.services import compare
from followups.plans.services import move_activity
from leads.customers.models import UNKNOWN_BIRTHDAY, Customer, InformationSource
from leads.opportunities.models import Opportunity
from reception.models import Choice, Visit
from reception.queries import load_board
from reception.services.register import set_checked, sign_out, void_visit
from reception.services.visits import Entry, complete_visit
from tests.factories import UserFactory


def told(visit):
    return set(Notice.objects.filter(key=visit.pk).values_list("person", flat=True))


def complete(desk, visit, *, now, by=None, **entry):
    values = {"name": visit.name, "arrived_at": visit.arrived_at} | entry
    return complete_visit(
        by=by or desk.receptionist,
        now=now,
        on=desk.store.business_date(now),
        visit=visit,
        entry=Entry(**values),
    )


def test_a_visitor_who_leaves_no_data_is_time_and_consultant(desk, now, today):
    visit = desk.visit(now=now)
    assert (visit.on, visit.arrived_at, visit.left_at) == (today, now, None)
    assert (visit.name, visit.phone, visit.customer) == ("", "", None)
    assert visit.registered_by == desk.receptionist
    assert told(visit) == {visit.consultant_id}
    assert visit.history.get().history_user == desk.receptionist


@pytest.mark.parametrize("kind, source", [("walk_in", "walk_in"), ("call_in", "call_in")])
def test_a_new_number_opens_card_opportunity_and_call_back_in_one_act(
    desk, now, today, kind, source
):
    visit = desk.visit(now=now, kind=kind, address="东街1号", **desk.newcomer())
    customer, opportunity = visit.customer, visit.opportunity
    assert (customer.name, customer.gender, customer.district) == ("王先生", "M", "朝阳区")
    assert (customer.birthday, customer.source) == (UNKNOWN_BIRTHDAY, 3)
    assert customer.information_source == InformationSource(source)
    assert customer.first_visit_on == (today if kind == "walk_in" else None)
    assert customer.consultant == visit.consultant == opportunity.consultant
    assert (opportunity.model, opportunity.grade.code) == ("Golf", "H")
    call = opportunity.activities.get()
    assert visit.call_back == call
    assert call.call_back_by == now + timedelta(hours=24)
    assert (call.planned_on, call.mode) == (today + timedelta(days=1), "phone")
    assert call.consultant == visit.consultant


def test_number_and_name_are_enough_and_the_24_hours_run_r4_6(desk, now, today):
    visit = desk.visit(now=now, phone=desk.new_phone(), name="王")
    opportunity = visit.opportunity
    assert (opportunity.model, opportunity.grade.code, opportunity.note) == ("–", "C", "C")
    assert opportunity.expected_on > today
    assert visit.call_back.call_back_by == now + timedelta(hours=24)
    assert told(visit) == {visit.consultant_id}


def test_a_new_number_asks_for_a_name_and_saves_nothing_without(desk, now):
    with pytest.raises(ValidationError) as error:
        desk.visit(now=now, phone=desk.new_phone())
    assert set(error.value.error_dict) == {"name"}
    assert not Visit.objects.exists()
    assert not Customer.objects.exists()


def test_a_note_without_a_grade_saves_nothing(desk, now, today):
    wanted = {"model": "Golf", "note": "想看车", "expected_on": today}
    with pytest.raises(ValidationError) as error:
        desk.visit(now=now, **desk.newcomer(intent=wanted))
    assert "note" in error.value.error_dict
    assert not Visit.objects.exists()


@pytest.fixture
def known(desk, now, today):
    """A customer of the person who is last in the line, with a plan in three days."""
    owner = load_board(desk.store, on=today).places[-1].person
    return desk.open(now=now, on=today, consultant=owner)


def test_a_known_customer_goes_to_his_owner_who_is_told_at_once(desk, now, today, known):
    first = load_board(desk.store, on=today).next.person
    phone = known.customer.phone
    visit = desk.visit(now=now, phone=f"+86 {phone[:3]}-{phone[3:]}")
    assert (visit.consultant, visit.chosen) == (known.consultant, Choice.OWNER)
    assert (visit.customer, visit.opportunity) == (known.customer, known)
    assert told(visit) == {known.consultant_id}
    assert load_board(desk.store, on=today).next.person == first, "it cost nobody a turn"
    sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    assert load_board(desk.store, on=today).place_of(known.consultant).today == 0


def test_in_the_owners_absence_the_next_stands_in_and_loses_no_turn(desk, now, today, known):
    first = load_board(desk.store, on=today).next.person
    Absence.objects.create(
        user=known.consultant, kind="leave", from_on=today, to_on=today, recorded_on=today
    )
    visit = desk.visit(now=now, phone=known.customer.phone)
    assert (visit.consultant, visit.chosen) == (first, Choice.STAND_IN)
    assert told(visit) == {first.pk, known.consultant_id}
    assert visit.customer.consultant == known.consultant
    assert load_board(desk.store, on=today).place_of(first).today == 0


def test_a_known_customer_is_called_back_once(desk, now, today, known):
    visit = desk.visit(now=now, phone=known.customer.phone)
    assert visit.call_back.planned_on == today + timedelta(days=1)
    assert visit.call_back.call_back_by == now + timedelta(hours=24)
    again = desk.visit(now=now + timedelta(hours=1), phone=known.customer.phone)
    assert again.call_back == visit.call_back
    assert again.call_back.call_back_by == now + timedelta(hours=24)
    assert Activity.objects.planned().count() == 2


def missed(call):
    return call.deadlines.filter(kind="missed_callback", ended_on=None)


def test_the_plan_that_stands_becomes_the_promised_call_r4_6(desk, now, today):
    """Moved away later, it is missed all the same."""
    opened = desk.open(now=now - timedelta(days=2), on=today - timedelta(days=2), plan_in=3)
    plan = opened.activities.planned().get()
    visit = desk.visit(now=now, phone=opened.customer.phone)
    assert visit.call_back == plan and Activity.objects.count() == 1
    plan.refresh_from_db()
    assert (plan.call_back_by, plan.promised_at) == (now + timedelta(hours=24), now)
    assert plan.history.first().history_user == desk.receptionist
    deadline = missed(plan).get()
    assert (deadline.set_on, deadline.due_on) == (today, today + timedelta(days=1))
    move = {"by": opened.consultant, "now": now, "on": today, "reason": "busy"}
    move_activity(**move, activity=plan, to_on=today + timedelta(days=4))
    assert missed(plan).get().due_on == today + timedelta(days=1)
    desk.contact(opened, now=now + timedelta(hours=1), on=today, activity=plan)
    assert not missed(plan)
    assert not compare(Opportunity.objects.values_list("pk", flat=True))


def test_the_hour_stands_on_the_worklist_and_decides_r4_6(desk, browse, now, today):
    """At 10:00 they came; at 10:01 of the next day it is too late, and the night says so."""
    visit = desk.visit(now=now, **desk.newcomer())
    person, opportunity = visit.consultant, visit.opportunity
    plan = visit.call_back.deadlines.filter(kind="overdue_activity")
    for number in (0, 10**6):
        # Whichever of the two deadlines stands for the customer.
        plan.update(id=number)
        assert "until" in browse(person).get("/").content.decode()
    until = now + timedelta(hours=24)
    missing = missed(visit.call_back).get()
    assert missing.due_at == until
    tomorrow = {"now": until + timedelta(minutes=1), "on": today + timedelta(days=1)}
    desk.contact(opportunity, **tomorrow, activity=visit.call_back)
    missing.refresh_from_db()
    assert missing.ended_on == today + timedelta(days=2)
    assert not compare(Opportunity.objects.values_list("pk", flat=True))
    first, second = tomorrow["on"], today + timedelta(days=2)
    for night in (first, second):
        run_audit(desk.store, on=night, now=now + timedelta(days=3))
    found = audit_report([desk.store], on=second)["closed"]
    [found] = [f for f in found if f["rule"] == "missed_callback"]
    days = {name: found[name] for name in ("opened_on", "due_on", "days_late", "closed_on")}
    assert list(days.values()) == [str(first), str(first), 0, str(second)]
    assert datetime.fromisoformat(found["due_at"]) == until


def test_two_attempts_an_hour_apart_keep_it_r4_6(desk, now, today):
    visit = desk.visit(now=now, **desk.newcomer())
    for hours, left in ((1, True), (2, False)):
        tried = {"result": "no_answer", "content": "", "feedback": ""}
        at = now + timedelta(hours=hours)
        desk.contact(visit.opportunity, now=at, on=today, **tried)
        assert missed(visit.call_back).exists() is left


def test_a_contact_before_the_visitor_came_is_not_the_call_r4_6(desk, now, today):
    opened = desk.open(now=now, on=today - timedelta(days=2), plan_in=9)
    desk.contact(opened, now=now, on=today)
    visit = desk.visit(now=now + timedelta(hours=2), phone=opened.customer.phone)
    assert missed(visit.call_back)
    desk.contact(opened, now=now + timedelta(hours=3), on=today)
    assert not missed(visit.call_back)
    again = desk.visit(now=now + timedelta(hours=5), phone=opened.customer.phone)
    assert again.call_back != visit.call_back and missed(again.call_back)
    assert not compare(Opportunity.objects.values_list("pk", flat=True))


def test_a_buyer_is_called_about_his_car_r4_6(desk, now, today, known):
    desk.contact(known, now=now, on=today, next_in=None, outcome="won")
    visit = desk.visit(now=now, phone=known.customer.phone)
    assert visit.opportunity is None
    assert (visit.call_back.opportunity, visit.call_back.purpose) == (known, "care")
    assert visit.call_back.deadlines.get().kind == "overdue_activity"


def test_a_buyer_who_comes_again_is_promised_no_second_call_r4_6(desk, now, today, known):
    desk.contact(known, now=now, on=today, next_in=None, outcome="won")
    first = desk.visit(now=now, phone=known.customer.phone)
    again = desk.visit(now=now + timedelta(hours=1), phone=known.customer.phone)
    assert again.call_back == first.call_back
    assert known.activities.planned().count() == 1


def test_one_without_an_opportunity_under_way_is_offered_a_new_one(desk, now, today, known, browse):
    client = browse(desk.receptionist)
    asked = "/reception/new/caller", {"phone": known.customer.phone}
    assert "No opportunity is under way" not in client.post(*asked).content.decode()
    desk.contact(known, now=now, on=today, next_in=None, outcome="lost", lost_reason="price")
    page = client.post(*asked).content.decode()
    assert "No opportunity is under way" in page and 'data-caller="idle"' in page


def test_no_colleague_learns_what_is_under_way_r1_3(desk, now, today, known, browse):
    desk.contact(known, now=now, on=today, next_in=None, outcome="lost", lost_reason="price")
    asked = "/reception/new/caller", {"phone": known.customer.phone}
    others = [
        UserFactory(store=desk.store, role="manager"),
        *(p for p in desk.people if p != known.consultant),
    ]
    for person in others:
        page = browse(person).post(*asked).content.decode()
        assert str(known.consultant) in page
        assert "No opportunity is under way" not in page and "idle" not in page
    for person in (known.consultant, known.consultant.manager, desk.receptionist):
        assert "No opportunity is under way" in browse(person).post(*asked).content.decode()


def test_the_call_back_of_one_long_neglected_is_no_evasion(desk, now, today):
    past = today - timedelta(days=25)
    opportunity = desk.open(now=now - timedelta(days=25), on=past, grade="A", days=12, plan_in=5)
    opportunity.activities.update(planned_on=today + timedelta(days=9))
    visit = desk.visit(now=now, phone=opportunity.customer.phone)
    assert not visit.call_back.is_stretched
    kinds = visit.call_back.deadlines.values_list("kind", flat=True)
    assert "suspected_evasion" not in kinds


def test_a_customer_nobody_contacted_for_30_days_is_received_in_turn(desk, now, today):
    owner = load_board(desk.store, on=today).places[-1].person
    past = today - timedelta(days=31)
    opportunity = desk.open(
        now=now - timedelta(days=31), on=past, consultant=owner, grade="C", days=90, plan_in=40
    )
    first = load_board(desk.store, on=today).next.person
    visit = desk.visit(now=now, phone=opportunity.customer.phone)
    assert (visit.consultant, visit.chosen) == (first, Choice.TURN)
    assert told(visit) == {first.pk, owner.pk}
    assert visit.customer.consultant == owner, "only the director moves a customer"


def test_a_known_customer_without_an_intent_gets_one_where_it_is_said(desk, now, today, known):
    lost = known
    desk.contact(lost, now=now, on=today, next_in=None, outcome="lost", lost_reason="price")
    visit = desk.visit(now=now, phone=lost.customer.phone)
    assert (visit.customer, visit.opportunity, visit.call_back) == (lost.customer, None, None)
    wanted = {"model": "Passat", "note": "A 再看", "expected_on": today + timedelta(days=10)}
    visit = desk.visit(now=now, phone=lost.customer.phone, intent=wanted)
    assert visit.opportunity.model == "Passat"
    assert visit.opportunity.consultant == lost.customer.consultant
    assert visit.call_back.call_back_by == now + timedelta(hours=24)


def test_another_store_knows_nothing_of_the_number(desk, now):
    from tests.reception.conftest import Desk

    other = Desk()
    theirs = other.open(now=now, on=now.date())
    visit = desk.visit(now=now, **desk.newcomer(phone=theirs.customer.phone))
    assert visit.customer != theirs.customer
    assert visit.customer.store == desk.store


def test_somebody_else_than_the_next_needs_a_reason_which_is_kept(desk, now, today):
    first, second, third = (place.person for place in load_board(desk.store, on=today).places)
    with pytest.raises(ValidationError) as error:
        desk.visit(now=now, consultant=third)
    assert "reason" in error.value.error_dict
    given = desk.visit(now=now, consultant=third, reason="会英语")
    assert (given.chosen, given.reason) == (Choice.ASSIGNED, "会英语")
    asked = desk.visit(now=now, consultant=second, asked_for=True)
    assert asked.chosen == Choice.ASKED
    for visit in (given, asked):
        sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    # What was given out of turn was a turn; who was asked for by name keeps theirs.
    places = [place.person for place in load_board(desk.store, on=today).places]
    assert places == [first, second, third]
    own = desk.visit(now=now, consultant=first)
    assert own.chosen == Choice.TURN


def test_who_registers_his_own_visitor_is_not_told_of_it(desk, now, today):
    first = load_board(desk.store, on=today).next.person
    assert told(desk.visit(now=now, by=first)) == set()


def test_an_own_time_of_the_day_but_none_to_come(desk, now):
    earlier = now - timedelta(minutes=20)
    visit = desk.visit(now=now, arrived_at=earlier, left_at=now)
    assert (visit.arrived_at, visit.left_at) == (earlier, now)
    for times in (
        {"arrived_at": now + timedelta(minutes=1)},
        {"left_at": now + timedelta(minutes=1)},
        {"arrived_at": now, "left_at": earlier},
    ):
        with pytest.raises(ValidationError):
            desk.visit(now=now, **times)


def test_what_the_visitor_leaves_later_opens_the_card_then(desk, now):
    visit = desk.visit(now=now)
    later = now + timedelta(minutes=40)
    visit = complete(desk, visit, now=later, **desk.newcomer())
    assert visit.customer.consultant == visit.consultant
    assert visit.call_back.call_back_by == now + timedelta(hours=24)
    assert Visit.objects.count() == 1
    # A number is given once: the next correction leaves card and call-back alone.
    again = complete(desk, visit, now=later, name="王总", phone=desk.new_phone())
    assert (again.customer, again.phone) == (visit.customer, visit.phone)
    assert Customer.objects.count() == Opportunity.objects.count() == 1


def test_a_number_added_the_next_day_is_called_back_from_then(desk, now):
    visit = desk.visit(now=now)
    tomorrow = now + timedelta(days=1)
    visit = complete(desk, visit, now=tomorrow, **desk.newcomer())
    assert visit.call_back.call_back_by == tomorrow + timedelta(hours=24)


def test_a_number_added_later_tells_the_owner(desk, now, known):
    visit = desk.visit(now=now)
    visit = complete(desk, visit, now=now, phone=known.customer.phone)
    assert visit.customer == known.customer
    assert told(visit) == {visit.consultant_id, known.consultant_id}
    assert visit.chosen == Choice.TURN


def test_one_tap_signs_out_now_and_one_of_yesterday_at_closing_time(desk, now, today):
    visit = desk.visit(now=now)
    later = now + timedelta(hours=2)
    for _ in range(2):
        visit = sign_out(by=desk.receptionist, now=later, on=today, visit=visit)
    assert visit.left_at == later
    forgotten = desk.visit(now=now)
    next_day = now + timedelta(days=1)
    forgotten = sign_out(by=desk.receptionist, now=next_day, on=next_day.date(), visit=forgotten)
    assert forgotten.left_at == datetime(2026, 11, 21, 18, tzinfo=now.tzinfo)


def test_a_mistake_is_struck_out_and_gives_the_turn_back(desk, now, today):
    first = load_board(desk.store, on=today).next.person
    visit = desk.visit(now=now)
    void_visit(by=desk.receptionist, now=now, visit=visit, reason="点错")
    assert load_board(desk.store, on=today).next.person == first
    assert not Notice.objects.unread().exists()
    assert visit.history.latest().history_change_reason == "点错"
    with pytest.raises(ValidationError):
        complete(desk, visit, now=now, name="王")


def test_a_visit_with_a_card_is_not_struck_out(desk, now):
    visit = desk.visit(now=now, **desk.newcomer())
    with pytest.raises(ValidationError):
        void_visit(by=desk.receptionist, now=now, visit=visit, reason="点错")


def test_the_managers_check_closes_an_entry_to_the_others(desk, now, today):
    inside, gone = desk.visit(now=now), desk.visit(now=now)
    sign_out(by=desk.receptionist, now=now, on=today, visit=gone)
    visits = [inside.pk, gone.pk]
    assert set_checked(by=desk.manager, now=now, visits=visits) == 1
    gone.refresh_from_db()
    assert (gone.checked_by, gone.checked_at) == (desk.manager, now)
    with pytest.raises(ValidationError):
        complete(desk, gone, now=now, name="王")
    with pytest.raises(ValidationError):
        void_visit(by=desk.receptionist, now=now, visit=gone, reason="点错")
    assert complete(desk, gone, now=now, by=desk.manager, name="王").name == "王"
    assert set_checked(by=desk.manager, now=now, visits=visits, checked=False) == 1
    assert complete(desk, gone, now=now, name="李").name == "李"
