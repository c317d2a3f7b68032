"""The line of the day at the desk: who is on duty, next, away; the roster and passing over (R5.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from followups.calendars.models import Absence
from reception.models import Choice, Skip
from reception.queries import load_board
from reception.services.register import sign_out, void_visit
from reception.services.roster import pass_over, save_roster, take_back
from tests.factories import UserFactory


def line(desk, on):
    return [place.person for place in load_board(desk.store, on=on).places]


def next_person(desk, on):
    place = load_board(desk.store, on=on).next
    return place and place.person


def test_without_a_roster_all_active_consultants_of_the_store_are_on_duty(desk, today):
    UserFactory(store=desk.store, is_active=False)
    UserFactory()
    board = load_board(desk.store, on=today)
    assert {place.person for place in board.places} == set(desk.people)
    assert not board.is_made


def test_without_a_roster_the_line_goes_on_where_it_stood(desk, now, today):
    first = next_person(desk, today)
    desk.visit(now=now)
    assert line(desk, today + timedelta(days=1))[-1] == first


def test_visitors_are_received_in_turn_and_a_busy_person_keeps_his_place(desk, now, today):
    a, b, c = line(desk, today)
    visits = [desk.visit(now=now) for _ in range(3)]
    assert [visit.consultant for visit in visits] == [a, b, c]
    assert {visit.chosen for visit in visits} == {Choice.TURN}
    sign_out(by=desk.receptionist, now=now, on=today, visit=visits[1])
    assert next_person(desk, today) == b
    sign_out(by=desk.receptionist, now=now, on=today, visit=visits[0])
    assert next_person(desk, today) == a


def test_a_call_keeps_nobody_busy_but_is_a_turn(desk, now, today):
    a, b, _c = line(desk, today)
    assert desk.visit(now=now, kind="call_in").consultant == a
    assert next_person(desk, today) == b
    assert load_board(desk.store, on=today).place_of(a).is_free


@pytest.mark.parametrize("kind", ["leave", "training", "suspension"])
def test_who_is_absent_is_left_out(desk, now, today, kind):
    a, b, _c = line(desk, today)
    Absence.objects.create(user=a, kind=kind, from_on=today, to_on=today, recorded_on=today)
    assert next_person(desk, today) == b
    assert desk.visit(now=now).consultant == b


def test_an_absence_that_was_only_asked_for_changes_nothing(desk, today):
    a = line(desk, today)[0]
    Absence.objects.create(
        user=a, kind="leave", state="requested", from_on=today, to_on=today, recorded_on=today
    )
    assert next_person(desk, today) == a


def test_who_is_passed_over_is_first_when_he_is_back_and_the_reason_is_kept(desk, now, today):
    a, b, _c = line(desk, today)
    skip = pass_over(
        by=desk.receptionist, now=now, on=today, store=desk.store, consultant=a, reason="午饭"
    )
    assert desk.visit(now=now).consultant == b
    take_back(by=desk.manager, now=now + timedelta(minutes=30), skip=skip)
    take_back(by=desk.receptionist, now=now + timedelta(minutes=40), skip=skip)
    assert next_person(desk, today) == a
    kept = Skip.objects.get()
    assert (kept.reason, kept.ended_by) == ("午饭", desk.manager)
    assert kept.ended_at == now + timedelta(minutes=30)


def test_nobody_is_passed_over_twice_at_once_or_without_a_reason(desk, now, today):
    values = {"by": desk.receptionist, "now": now, "on": today, "store": desk.store}
    with pytest.raises(ValidationError):
        pass_over(**values, consultant=desk.people[0], reason=" ")
    with pytest.raises(ValidationError):
        pass_over(**values, consultant=UserFactory(), reason="午饭")
    pass_over(**values, consultant=desk.people[0], reason="午饭")
    with pytest.raises(ValidationError):
        pass_over(**values, consultant=desk.people[0], reason="午饭")
    assert Skip.objects.count() == 1


def test_where_nobody_is_there_a_person_must_be_named(desk, now, today):
    for person in desk.people:
        Absence.objects.create(
            user=person, kind="leave", from_on=today, to_on=today, recorded_on=today
        )
    with pytest.raises(ValidationError) as error:
        desk.visit(now=now)
    assert "consultant" in error.value.error_dict
    visit = desk.visit(now=now, consultant=desk.people[1], reason="临时到店")
    assert visit.chosen == Choice.ASSIGNED


def test_the_roster_says_who_and_in_which_order(desk, now, today):
    a, b, c = desk.people
    values = {"by": desk.manager, "now": now, "on": today, "store": desk.store}
    save_roster(**values, day=today, people=[c, a])
    assert line(desk, today) == [c, a]
    assert load_board(desk.store, on=today).is_made
    # A change in the middle of the day costs nobody the turns they had.
    desk.visit(now=now)
    save_roster(**values, day=today, people=[c, a, b])
    assert line(desk, today) == [a, b, c]
    assert len(line(desk, today + timedelta(days=1))) == 3


def test_a_past_roster_and_an_empty_one_are_refused(desk, now, today):
    values = {"by": desk.manager, "now": now, "on": today, "store": desk.store}
    with pytest.raises(ValidationError):
        save_roster(**values, day=today - timedelta(days=1), people=desk.people)
    with pytest.raises(ValidationError):
        save_roster(**values, day=today, people=[])


def test_who_left_the_store_is_on_no_roster(desk, now, today):
    a, b, c = desk.people
    save_roster(by=desk.manager, now=now, on=today, store=desk.store, day=today, people=[c, a, b])
    c.is_active = False
    c.save()
    assert line(desk, today) == [a, b]


def test_turns_are_counted_by_day_and_month_and_others_beside_them(desk, now, today):
    a = line(desk, today)[0]
    yesterday = now - timedelta(days=1)
    for at in (yesterday, now):
        desk.visit(now=at, consultant=a, reason="新人带教", kind="call_in")
    desk.visit(now=now, consultant=a, asked_for=True, kind="call_in")
    struck = desk.visit(now=now, consultant=a, reason="点错", kind="call_in")
    void_visit(by=desk.receptionist, now=now, visit=struck, reason="点错")
    place = load_board(desk.store, on=today).place_of(a)
    assert (place.today, place.month, place.beside) == (1, 2, 1)


def test_the_board_takes_the_same_queries_for_any_number(
    desk, now, today, django_assert_num_queries
):
    for number in (1, 3):
        for _ in range(number):
            desk.visit(now=now)
        with django_assert_num_queries(10):
            load_board(desk.store, on=today)
