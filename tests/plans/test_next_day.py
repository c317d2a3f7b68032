"""The day that is proposed for the next contact, and why (R4.3, R4.6). November 21, 2026 is a Saturday."""

from datetime import date

import pytest

from accounts.holidays.models import DayOverride
from accounts.holidays.rules import EVERY_DAY, DayCount
from followups.activities.rules import Why, is_stretched, near_days, propose_next, purpose_for
from followups.calendars.models import Absence
from followups.calendars.rules import Away, Days
from followups.plans.services import default_next_on
from leads.grading.models import Grade
from leads.grading.rules import GradeTerms

H, A = GradeTerms("H", 3, 0, 7), GradeTerms("A", 7, 0, 15)
DAILY = GradeTerms("H", 1, 0, 7)
ORDERED = GradeTerms("O", 7, is_ordered=True)


def day(number):
    return date(2026, 11, number)


WEEKENDS = DayCount(map(day, (21, 22, 28, 29)))


def proposed(terms, *, contact=16, on=None, expected=None, off=WEEKENDS, away=(), call_back=False):
    days = Days(EVERY_DAY, [Away(day(a), day(b)) for a, b in away])
    found = propose_next(
        day(contact),
        terms,
        days,
        on=day(on or contact),
        expected_on=expected and day(expected),
        off=off,
        call_back=call_back,
    )
    # Earlier is free, and what is proposed needs no reason.
    assert found.on <= found.last_on
    assert not is_stretched(found.on, day(contact), terms, days) or found.on == day(on or contact)
    return found.on.day, found.why


@pytest.mark.parametrize(
    ("terms", "facts", "answer"),
    [
        (H, {}, (19, Why.CADENCE)),
        (A, {"contact": 16}, (23, Why.CADENCE)),
        # Not after the expected date, but not before tomorrow for it.
        (A, {"expected": 18}, (18, Why.EXPECTED)),
        (A, {"expected": 23}, (23, Why.CADENCE)),
        (A, {"expected": 16}, (17, Why.EXPECTED_NOW)),
        (A, {"expected": 10}, (17, Why.EXPECTED_NOW)),
        (ORDERED, {"expected": 18}, (23, Why.CADENCE)),
        # The last day of work before a day off.
        (H, {"contact": 18}, (20, Why.DAY_OFF)),
        (H, {"contact": 19}, (20, Why.DAY_OFF)),
        (A, {"contact": 14, "expected": 22, "off": WEEKENDS}, (20, Why.DAY_OFF)),
        (A, {"contact": 18, "expected": 21}, (20, Why.DAY_OFF)),
        # Nothing before it: the first one after it that keeps the interval, else the interval's last.
        (A, {"contact": 20, "expected": 21}, (23, Why.DAY_OFF)),
        (DAILY, {"contact": 20}, (21, Why.NO_DAY)),
        (H, {"contact": 20}, (23, Why.CADENCE)),
        # An absence delays the last good day (R4.7); the day after it is as good.
        (H, {"away": [(18, 19)]}, (20, Why.CADENCE)),
        (H, {"away": [(19, 20)]}, (18, Why.DAY_OFF)),
        (A, {"expected": 19, "away": [(19, 20)]}, (18, Why.ABSENCE)),
        (A, {"expected": 18, "away": [(17, 19)]}, (20, Why.ABSENCE)),
        # The interval was over before it was written down.
        (H, {"contact": 10, "on": 16}, (16, Why.OVER)),
        (H, {"contact": 13, "on": 16}, (16, Why.OVER)),
        (H, {"contact": 14, "on": 16}, (17, Why.CADENCE)),
        # Who left an address is called within 24 hours, whatever day it is (R4.6).
        (A, {"contact": 20, "call_back": True}, (21, Why.CALL_BACK)),
    ],
)
def test_worked_examples_r4_3(terms, facts, answer):
    assert proposed(terms, **facts) == answer


def test_what_it_takes_the_place_of_is_said():
    found = propose_next(day(18), H, Days(), on=day(18), off=WEEKENDS)
    assert (found.instead_of, found.last_on) == (day(21), day(21))


@pytest.fixture
def next_day(floor):
    """`next_day("S0", "H")`: the day proposed after a contact of Wednesday the 18th."""

    def propose(policy, code):
        grade = Grade.objects.get(policy__code=policy, code=code)
        found = default_next_on(
            person=floor.consultant, grade=grade, contact_on=day(18), on=day(18)
        )
        return found.on, found.why

    return propose


def test_a_dealership_sells_on_weekends_but_not_on_days_entered_as_off_r4_3(next_day):
    assert next_day("S0", "H") == (day(21), Why.CADENCE)
    DayOverride.objects.create(on=day(21), is_working_day=False)
    assert next_day("S0", "H") == (day(20), Why.DAY_OFF)


def test_a_desk_that_counts_working_days_rests_on_weekends_r4_3(next_day):
    assert next_day("S2", "2") == (day(23), Why.CADENCE)
    assert next_day("S2", "3K") == (day(25), Why.CADENCE)


def test_the_persons_own_days_off_are_absences_r4_3(next_day, floor):
    days = {"from_on": day(20), "to_on": day(20), "recorded_on": day(1)}
    Absence.objects.create(user=floor.consultant, kind="leave", **days)
    assert next_day("S0", "H") == (day(21), Why.CADENCE)
    Absence.objects.update(to_on=day(23))
    assert next_day("S0", "H") == (day(24), Why.CADENCE), "the day after it is as good (R4.7)"


@pytest.mark.parametrize(
    ("code", "facts", "purpose"),
    [
        ("H", {}, "close"),
        ("A", {}, "raise_grade"),
        ("B", {}, "raise_grade"),
        ("C", {}, "gather"),
        ("O", {"is_ordered": True}, "delivery"),
        ("H", {"is_first": True}, "friendship"),
        ("C", {"is_first": True}, "friendship"),
        ("3K", {}, "raise_grade"),
        ("0", {}, "friendship"),
        ("Z", {}, ""),
    ],
)
def test_the_purpose_that_is_proposed_r4_1(code, facts, purpose):
    assert purpose_for(code, **facts) == purpose


@pytest.mark.parametrize(
    ("terms", "contact", "facts", "answer"),
    [
        # Tomorrow, in three days, in a week, and the day proposed.
        (A, 16, {}, [17, 19, 23]),
        # Days off are left out: the first day of work after them, else the one before.
        (A, 20, {}, [23, 27]),
        (H, 19, {}, [20]),
        # Never later than the interval, nor than the expected date.
        (H, 16, {}, [17, 19]),
        (A, 16, {"expected": 18}, [17, 18]),
        (A, 16, {"away": [(17, 18)]}, [19, 23]),
        (ORDERED, 16, {"expected": 18}, [17, 19, 23]),
        (DAILY, 20, {}, [21]),
    ],
)
def test_the_days_that_are_one_tap_away_r4_3(terms, contact, facts, answer):
    days = Days(EVERY_DAY, [Away(day(a), day(b)) for a, b in facts.get("away", ())])
    expected_on = day(facts["expected"]) if "expected" in facts else None
    more = {"on": day(contact), "expected_on": expected_on, "off": WEEKENDS}
    first = propose_next(day(contact), terms, days, **more)
    assert [found.day for found in near_days(first, terms, days, **more)] == answer
