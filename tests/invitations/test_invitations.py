"""Whom the desk invited comes: the floor has them, both names are kept (R12.4, R13.1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.notices.models import Notice
from followups.deadlines.services import compare
from followups.ownership.services import reassign
from intake.invitations.models import CAME, KeptInvitation
from intake.invitations.queries import invitations_on_card
from intake.invitations.services import receive
from intake.round_ups.queries import facts_of
from leads.opportunities.models import Opportunity
from orders.orders.services.placing import Terms, place_order
from reception.services.roster import pass_over, save_roster
from reception.services.visits import Entry, complete_visit, register_visit
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(floor, caller, now, today):
    """A customer of the desk, of a class, who wants to buy in so many days."""

    def open_one(code="3", days=10, **fields):
        made = floor.open(now=now, on=today, grade=code, days=days, consultant=caller, **fields)
        return Opportunity.objects.select_related("customer").get(pk=made.pk)

    return open_one


@pytest.fixture
def arrive(floor, reception, now, today):
    def come(customer, **entry):
        entry = Entry(phone=customer.phone, name="王先生", **entry)
        return register_visit(by=reception, now=now, on=today, store=floor.store, entry=entry)

    return come


def agrees():
    return not compare(Opportunity.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "code, days, grade", [("2", 3, "H"), ("3", 10, "A"), ("4", 25, "B"), ("7", 90, "C")]
)
def test_r12_4_the_floor_has_them_from_the_door_on(
    invited, arrive, floor, caller, today, code, days, grade
):
    """By the floor's turn, in a grade of the floor by the expected date, with plans and history."""
    opportunity = invited(code, days)
    visit = arrive(opportunity.customer)
    opportunity = Opportunity.objects.select_related("customer", "grade__policy").get()
    assert (visit.consultant, visit.chosen) == (floor.consultant, "turn")
    assert opportunity.consultant == opportunity.customer.consultant == floor.consultant
    assert (opportunity.grade.policy.code, opportunity.grade.code) == ("S0", grade)
    assert opportunity.note == f"{grade} 客户"
    assert {plan.consultant for plan in opportunity.activities.planned()} == {floor.consultant}
    assert visit.call_back.consultant == floor.consultant
    [kept] = KeptInvitation.objects.all()
    assert (kept.inviter, kept.receiver, kept.was, kept.became) == (
        caller,
        floor.consultant,
        code,
        grade,
    )
    history = opportunity.customer.history.first()
    assert history.history_change_reason == CAME.of(name=caller.full_name)
    assert agrees()


def test_r12_4_both_are_told(invited, arrive, floor, caller):
    opportunity = invited()
    arrive(opportunity.customer)
    told = {n.kind: n for n in Notice.objects.filter(kind__startswith="invitation.")}
    assert told["invitation.kept"].person == caller
    received = told["invitation.received"]
    assert (received.person, received.target) == (floor.consultant, opportunity.customer.pk)
    assert floor.consultant.full_name in str(told["invitation.kept"])
    assert caller.full_name in str(received)


def test_r12_4_a_date_that_is_past_is_asked_about(invited, arrive, today):
    """They stand in the store: the hottest grade, and the date stays until somebody asks."""
    opportunity = invited()
    Opportunity.objects.filter(pk=opportunity.pk).update(expected_on=today - timedelta(days=2))
    opportunity.changes.update(expected_on=today - timedelta(days=2))
    arrive(opportunity.customer)
    opportunity.refresh_from_db()
    assert opportunity.grade.code == "H" and opportunity.expected_on < today
    assert agrees()


def test_r12_4_who_has_ordered_stays_ordered(invited, arrive, caller, now, today):
    opportunity = invited()
    terms = Terms(model="Golf", colour="白", price=150_000)
    place_order(by=caller, now=now, on=today, opportunity=opportunity, terms=terms)
    arrive(opportunity.customer)
    opportunity = Opportunity.objects.select_related("grade__policy").get()
    assert (opportunity.grade.code, opportunity.grade.policy.code) == ("O", "S0")
    assert agrees()


def test_r12_4_it_takes_a_turn_of_the_floor(invited, arrive, floor):
    second = floor.new_consultant(full_name="Second")
    first, then = (arrive(invited(model=m).customer) for m in ("Golf", "Polo"))
    assert [first.consultant, then.consultant] == [floor.consultant, second]


def test_r12_4_a_call_moves_nobody(invited, arrive, caller):
    opportunity = invited()
    arrive(opportunity.customer, kind="call_in")
    opportunity.refresh_from_db()
    assert opportunity.consultant == caller and not KeptInvitation.objects.exists()


def test_r12_4_whom_the_desk_receives_itself_stays_with_the_desk(invited, arrive, caller):
    opportunity = invited()
    visit = arrive(opportunity.customer, consultant=caller)
    opportunity.refresh_from_db()
    assert (visit.chosen, opportunity.consultant) == ("owner", caller)


def test_r12_4_a_colleague_of_the_desk_is_no_floor(invited, arrive, floor, head, caller):
    other = UserFactory(store=floor.store, manager=head)
    opportunity = invited()
    arrive(opportunity.customer, consultant=other, asked_for=True)
    opportunity.refresh_from_db()
    assert opportunity.consultant == caller and not KeptInvitation.objects.exists()


def test_r12_4_the_number_may_come_later(invited, floor, reception, now, today):
    """Registered without data by one tap, then the number is added."""
    opportunity = invited()
    visit = register_visit(by=reception, now=now, on=today, store=floor.store, entry=Entry())
    entry = Entry(phone=opportunity.customer.phone)
    complete_visit(by=reception, now=now, on=today, visit=visit, entry=entry)
    opportunity.refresh_from_db()
    assert opportunity.consultant == floor.consultant
    assert KeptInvitation.objects.get().receiver == floor.consultant
    assert agrees()


def test_r12_4_it_counts_on_the_day_of_the_visit(invited, floor, reception, now, today):
    """The number is added a day later: theirs from then on, come on the day they came."""
    opportunity = invited()
    visit = register_visit(by=reception, now=now, on=today, store=floor.store, entry=Entry())
    later = {"now": now + timedelta(days=1), "on": today + timedelta(days=1)}
    entry = Entry(phone=opportunity.customer.phone)
    complete_visit(by=reception, **later, visit=visit, entry=entry)
    assert KeptInvitation.objects.get().on == today
    opportunity.refresh_from_db()
    assert opportunity.assigned_on == later["on"]


def test_r5_2_who_stands_in_for_the_desk_keeps_nobody(
    invited, arrive, floor, reception, caller, now, today
):
    """The caller is on the day's roster and passed over: the owner keeps the customer."""
    people = [caller, floor.consultant]
    said = {"by": reception, "now": now, "on": today, "store": floor.store}
    save_roster(**said, day=today, people=people)
    pass_over(**said, consultant=caller, reason="午餐")
    opportunity = invited()
    visit = arrive(opportunity.customer)
    opportunity.refresh_from_db()
    assert (visit.consultant, visit.chosen) == (floor.consultant, "stand_in")
    assert opportunity.consultant == caller and not KeptInvitation.objects.exists()


@pytest.mark.parametrize("days, counts", [(0, False), (1, True)])
def test_r12_4_what_is_given_back_on_the_same_day_counts_nowhere(
    invited, arrive, browse, floor, caller, now, today, days, counts
):
    """A mistyped number: the director gives the card back. Later it is a change like any other."""
    opportunity = invited()
    arrive(opportunity.customer)
    on = today + timedelta(days=days)
    said = {"by": floor.director, "now": now + timedelta(hours=1, days=days), "on": on}
    reassign(**said, customer=opportunity.customer, to=caller, reason="号码错了")
    kept = KeptInvitation.objects.get()
    assert (kept.struck_at is None) == counts
    assert kept.struck_by == (None if counts else floor.director)
    assert facts_of(caller, start=today, end=today)["came"] == counts
    assert bool(invitations_on_card(opportunity.customer, [])) == counts
    assert KeptInvitation.objects.standing().exists() == counts


def test_r12_4_twice_is_once(invited, arrive, floor, reception, now, today):
    """Who came back is the floor's own customer by then."""
    opportunity = invited()
    arrive(opportunity.customer)
    again = arrive(opportunity.customer)
    assert again.chosen == "owner" and KeptInvitation.objects.count() == 1
    customer = opportunity.customer
    said = {"by": reception, "now": now, "on": today, "came_on": today}
    assert receive(**said, customer=customer, receiver=floor.consultant) is None


def test_r12_4_who_has_no_intent_under_way_goes_too(invited, arrive, floor, caller, now, today):
    opportunity = invited()
    floor.contact(
        opportunity,
        now=now,
        on=today,
        note="3 没了",
        outcome="lost",
        lost_reason="price",
        next_in=None,
    )
    arrive(opportunity.customer)
    kept = KeptInvitation.objects.get()
    assert (kept.opportunity, kept.inviter, kept.receiver) == (None, caller, floor.consultant)
    opportunity.customer.refresh_from_db()
    assert opportunity.customer.consultant == floor.consultant and agrees()


def test_r12_4_the_reception_is_told_before(invited, browse, reception, floor, caller):
    opportunity = invited()
    client = browse(reception)
    answer = client.post(reverse("reception:caller"), {"phone": opportunity.customer.phone})
    assert answer.context["caller"]["is_invited"]
    assert caller.full_name in answer.content.decode()
    called = {"phone": opportunity.customer.phone, "kind": "call_in"}
    assert not client.post(reverse("reception:caller"), called).context["caller"]["is_invited"]


def test_r12_4_the_card_says_who_invited(invited, arrive, browse, floor, caller):
    opportunity = invited()
    arrive(opportunity.customer)
    page = browse(floor.consultant).get(f"/customers/{opportunity.customer.pk}/")
    assert page.status_code == 200 and caller.full_name in page.content.decode()


def test_r12_4_the_floor_s_team_alone_sees_them_then(invited, arrive, browse, floor, caller, head):
    opportunity = invited()
    arrive(opportunity.customer)
    address = f"/customers/{opportunity.customer.pk}/"
    assert browse(caller).get(address).status_code == 404 == browse(head).get(address).status_code
    assert browse(floor.manager).get(address).status_code == 200


def test_r12_4_an_inviter_of_another_store_is_no_concern(invited, floor, reception, now, today):
    """Only the store's own people can receive."""
    opportunity = invited()
    said = {"by": reception, "now": now, "on": today, "came_on": today}
    with pytest.raises(ValidationError):
        receive(**said, customer=opportunity.customer, receiver=UserFactory())
