"""Worked examples of the deadline rules (R4.3–R4.7, R6); all of it pure."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.holidays.rules import DayCount
from followups.activities.rules import is_effective, is_stretched, next_due
from followups.calendars.rules import ALL_DAYS, Away, Days
from followups.deadlines.rules.events import (
    CallBackPromised,
    Changed,
    Dropped,
    Executed,
    Moved,
    PassedOn,
    Planned,
)
from followups.deadlines.rules.kinds import Kind, PolicyTerms
from followups.deadlines.rules.timeline import timeline
from leads.grading.rules import GradeTerms

H = GradeTerms("H", 3, 0, 7, rank=1)
A = GradeTerms("A", 7, 0, 15, rank=2)
C = GradeTerms("C", 30, 31, None, rank=4)
ORDERED = GradeTerms("O", 7, None, None, is_ordered=True)
LI, WANG = 1, 2


def day(n):
    """Day ``n`` of November 2026."""
    return date(2026, 11, 1) + timedelta(days=n - 1)


def opened(on=1, grade=H, expected=8, owner=LI):
    return Changed(day(on), grade, PolicyTerms(), day(expected), owner, True)


def away(first, last, absence=None):
    return Away(day(first), day(last), absence)


def life(*events, off=(), known=1):
    """``{(kind, activity): DeadlineSpan}`` of the last deadline of each; LI has the absences ``off``."""
    absent = Days(away=off)

    def days_on(on):
        return lambda person, policy: absent if person == LI and on >= day(known) else ALL_DAYS

    stood, _ = timeline(events, days_on, [day(known)])
    return {(s.deadline.kind, s.deadline.activity): s for s in stood if s.matters}


def breaks(found, kind, activity=None):
    deadline = found[kind, activity].deadline
    return deadline.due_on.day, deadline.breaks_on.day


@pytest.mark.parametrize(
    ("result", "content", "effective"),
    [
        ("reached", "谈价", True),
        ("refused", "不考虑了", True),
        ("lost", "买了别家", True),
        ("ordered", "付定金", True),
        ("reached", "", False),
        ("reached", "  \n", False),
        ("no_answer", "响了很久", False),
        ("wrong_number", "打错", False),
        ("", "谈价", False),
    ],
)
def test_effective_contact_r4_5(result, content, effective):
    assert is_effective(result, content) is effective


def test_next_date_follows_the_new_grade_r4_3():
    assert next_due(day(10), H, ALL_DAYS) == day(13)
    assert next_due(day(10), A, ALL_DAYS) == day(17)
    assert not is_stretched(day(13), day(10), H, ALL_DAYS)
    assert is_stretched(day(14), day(10), H, ALL_DAYS)


def test_the_next_date_is_a_day_of_work_r4_3():
    absent = Days(away=[away(12, 13)])
    assert next_due(day(10), H, absent) == day(14)
    assert not is_stretched(day(14), day(10), H, absent)
    assert is_stretched(day(15), day(10), H, absent)
    assert next_due(day(11), H, absent) == day(14), "an absence before it changes nothing"


def test_overdue_breaks_on_the_planned_day_r6_1():
    found = life(opened(), Planned(day(1), 7, LI, day(4)))
    assert breaks(found, Kind.OVERDUE_ACTIVITY, 7) == (4, 4)


def test_a_contact_recorded_late_leaves_the_broken_deadline():
    found = life(opened(), Planned(day(1), 7, LI, day(4)), Executed(day(6), 7, day(4), LI, True))
    stood = found[Kind.OVERDUE_ACTIVITY, 7]
    assert (stood.set_on, stood.ended_on) == (day(1), day(6))
    assert breaks(found, Kind.CADENCE_BREACH) == (7, 8), "the cadence counts from the talk itself"


def test_a_kept_promise_does_not_matter():
    found = life(opened(), Planned(day(1), 7, LI, day(4)), Executed(day(4), 7, day(4), LI, True))
    assert (Kind.OVERDUE_ACTIVITY, 7) not in found


def test_expired_opportunity_r6_2():
    assert breaks(life(opened(expected=8)), Kind.EXPIRED_OPPORTUNITY) == (8, 9)


def test_missing_next_plan_r6_3():
    assert breaks(life(opened(on=2)), Kind.MISSING_NEXT_PLAN) == (2, 2)
    found = life(opened(), Planned(day(1), 7, LI, day(4)), Dropped(day(3), 7))
    assert breaks(found, Kind.MISSING_NEXT_PLAN) == (3, 3)


def test_cadence_counts_from_whomever_r6_4():
    found = life(opened(), Executed(day(5), 7, day(5), WANG, False))
    assert breaks(found, Kind.CADENCE_BREACH) == (8, 9)


def test_cadence_of_a_policy_that_asks_for_effective_contact_r6_4():
    strict = Changed(day(1), H, PolicyTerms(attempts_count=False), day(8), LI, True)
    found = life(strict, Executed(day(5), 7, day(5), LI, False))
    assert breaks(found, Kind.CADENCE_BREACH) == (4, 5)


def test_thirty_days_want_the_owners_effective_contact_r6_6():
    by_another = life(opened(grade=C, expected=60), Executed(day(5), 7, day(5), WANG, True))
    assert by_another[Kind.NO_EFFECTIVE_CONTACT, None].deadline.due_on == day(31)
    own = life(opened(grade=C, expected=60), Executed(day(5), 7, day(5), LI, True))
    assert own[Kind.NO_EFFECTIVE_CONTACT, None].deadline.due_on == day(35)
    no_answer = life(opened(grade=C, expected=60), Executed(day(5), 7, day(5), LI, False))
    assert no_answer[Kind.NO_EFFECTIVE_CONTACT, None].deadline.due_on == day(31)


def test_an_ordered_customer_neither_expires_nor_is_neglected():
    kinds = {kind for kind, _ in life(opened(grade=ORDERED))}
    assert kinds == {Kind.MISSING_NEXT_PLAN, Kind.CADENCE_BREACH}


def test_absence_delays_every_rule_and_moves_no_due_day_r4_7():
    """Away from 3 to 9: H of November 1 is due on 4, breaks on 5, hence on the 10th."""
    found = life(opened(expected=8), Planned(day(1), 7, LI, day(4)), off=[away(3, 9)])
    assert breaks(found, Kind.OVERDUE_ACTIVITY, 7) == (4, 10)
    assert breaks(found, Kind.EXPIRED_OPPORTUNITY) == (8, 10)
    assert breaks(found, Kind.CADENCE_BREACH) == (4, 10)
    neglect = found[Kind.NO_EFFECTIVE_CONTACT, None].deadline
    assert (neglect.due_on, neglect.breaks_on) == (date(2026, 12, 1), date(2026, 12, 2))


def test_an_absence_wholly_before_that_day_changes_nothing_r4_7():
    """Away from 2 to 4: the cadence breaks on 5, as if nobody had been away; away to 5, on 6."""
    assert breaks(life(opened(), off=[away(2, 4)]), Kind.CADENCE_BREACH) == (4, 5)
    assert breaks(life(opened(), off=[away(2, 5)]), Kind.CADENCE_BREACH) == (4, 6)
    assert breaks(life(opened(), off=[away(6, 9)]), Kind.CADENCE_BREACH) == (4, 5)
    assert breaks(life(opened(), off=[away(2, 5), away(6, 7)]), Kind.CADENCE_BREACH) == (4, 8)


def test_cadence_and_thirty_days_wait_for_the_day_the_approval_chose_r4_7():
    """Away from 4 to 6, back on 7; the approval moved the plan of 4 to 9."""
    start = [opened(expected=5), Planned(day(1), 7, LI, day(4))]
    off = [away(4, 6, 77)]
    found = life(*start, Moved(day(2), 7, day(9), absence=77), off=off)
    assert breaks(found, Kind.CADENCE_BREACH) == (4, 9)
    assert breaks(found, Kind.EXPIRED_OPPORTUNITY) == (5, 7), "that is for the two others only"
    assert breaks(found, Kind.OVERDUE_ACTIVITY, 7) == (9, 9)
    of_another = life(*start, Moved(day(2), 7, day(9), absence=78), off=off)
    assert breaks(of_another, Kind.CADENCE_BREACH) == (4, 7)
    earlier = life(*start, Moved(day(2), 7, day(3), absence=77), off=off)
    assert breaks(earlier, Kind.CADENCE_BREACH) == (4, 7)


def test_the_thirty_days_wait_for_the_day_the_approval_chose_r4_7():
    """C of November 1 is neglected from December 2, in an absence of November 30 to December 4."""
    off = [away(30, 34, 77)]
    plan = Planned(day(1), 7, LI, day(31))
    found = life(opened(grade=C, expected=60), plan, Moved(day(2), 7, day(37), absence=77), off=off)
    neglect = found[Kind.NO_EFFECTIVE_CONTACT, None].deadline
    assert (neglect.due_on, neglect.breaks_on) == (date(2026, 12, 1), date(2026, 12, 7))


def test_the_first_of_two_plans_that_an_approval_moved_r4_7():
    found = life(
        opened(expected=20),
        Planned(day(1), 7, LI, day(4)),
        Planned(day(1), 8, LI, day(5)),
        Moved(day(2), 8, day(11), absence=77),
        Moved(day(2), 7, day(9), absence=77),
        off=[away(4, 6, 77)],
    )
    assert breaks(found, Kind.CADENCE_BREACH) == (4, 9)


def test_a_plan_for_the_first_day_back_is_no_evasion_r6_5a():
    """H of November 1 allows plans up to 7; away from 5 to 12, the 13th is as good."""
    absent = [away(5, 12)]
    first_back = life(opened(), Planned(day(1), 7, LI, day(13)), off=absent)
    assert (Kind.SUSPECTED_EVASION, 7) not in first_back
    later = life(opened(), Planned(day(1), 7, LI, day(14)), off=absent)
    assert (Kind.SUSPECTED_EVASION, 7) in later
    before = life(opened(), Planned(day(1), 7, LI, day(8)), off=[away(3, 5)])
    assert (Kind.SUSPECTED_EVASION, 7) in before, "an absence before that day changes nothing"


SPANS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 9)), max_size=4)


@given(n=st.integers(1, 40), spans=SPANS, weekend=st.booleans())
def test_a_delay_ends_on_the_first_day_that_counts_r4_7(n, spans, weekend):
    off = [day(k) for k in range(1, 90) if day(k).weekday() >= 5] if weekend else []
    days = Days(DayCount(off), [away(first, first + more) for first, more in spans])
    absent = {day(first + k) for first, more in spans for k in range(more + 1)}
    expected = day(n)
    while expected in absent or expected in off:
        expected += timedelta(days=1)
    assert days.delayed(day(n)) == expected
    assert days.add(day(n), 7) == Days(DayCount(off)).add(day(n), 7)


def test_an_absence_counts_from_the_day_it_is_known():
    start = [opened(), Planned(day(1), 7, LI, day(4))]
    found = life(*start, off=[away(3, 9)], known=6)
    assert breaks(found, Kind.OVERDUE_ACTIVITY, 7) == (4, 10)
    absent = Days(away=[away(3, 9)])
    stood, _ = timeline(
        start, lambda on: lambda p, q: absent if on >= day(6) else ALL_DAYS, [day(6)]
    )
    overdue = [s for s in stood if s.deadline.kind == Kind.OVERDUE_ACTIVITY and s.matters]
    assert [(s.deadline.breaks_on.day, s.ended_on) for s in overdue] == [(4, day(6)), (10, None)]


def test_hand_over_moves_the_promise_to_the_new_owner():
    found = life(
        opened(expected=20),
        Planned(day(1), 7, LI, day(9)),
        Changed(day(3), owner=WANG),
    )
    stood = found[Kind.OVERDUE_ACTIVITY, 7]
    assert (stood.deadline.responsible, stood.set_on) == (WANG, day(3))
    assert breaks(found, Kind.CADENCE_BREACH) == (6, 7)


def suspicions(*events):
    stood, _ = timeline([opened(expected=6), *events])
    return [
        (s.set_on.day, s.deadline.activity)
        for s in stood
        if s.deadline.kind == Kind.SUSPECTED_EVASION
    ]


def test_a_plan_beyond_twice_the_cadence_r6_5a():
    assert suspicions(Planned(day(1), 7, LI, day(7))) == []
    assert suspicions(Planned(day(1), 7, LI, day(8))) == [(1, 7)]


def test_the_third_move_r6_5b():
    moves = [Moved(day(n), 7, day(n + 2)) for n in (2, 3, 4)]
    plan = Planned(day(1), 7, LI, day(3))
    assert suspicions(plan, *moves[:2]) == []
    assert suspicions(plan, *moves) == [(4, 7)]
    excused = Moved(day(4), 7, day(6), absence=77)
    assert suspicions(plan, *moves[:2], excused) == []


def test_the_third_postponement_with_no_change_of_grade_r6_5c():
    pushes = [Changed(day(n), expected_on=day(n + 6)) for n in (2, 3, 4)]
    assert suspicions(*pushes[:2]) == []
    assert suspicions(*pushes) == [(4, None)]
    regraded = Changed(day(3), A, PolicyTerms(), day(9))
    assert suspicions(pushes[0], regraded, pushes[2]) == []


def test_r6_5_what_a_leader_takes_up_again_is_no_postponement_of_the_consultant():
    lost = Changed(day(2), executing=False)
    back = Changed(day(20), executing=True, expected_on=day(60))
    assert suspicions(lost, back) == []


@pytest.mark.parametrize(
    ("old", "new", "is_suspected"),
    [
        # Only a grade farther from the sale says that the customer cooled.
        (H, A, False),
        (H, C, False),
        (A, C, False),
        (A, H, True),
        (A, A, True),
        (H, ORDERED, True),
        (A, ORDERED, True),
        (ORDERED, H, False),
    ],
)
def test_a_far_push_with_a_grade_that_is_no_lower_hides_nothing_r6_5c(old, new, is_suspected):
    start = Changed(day(1), old, PolicyTerms(), day(6), LI, True)
    far = Changed(day(2), new, PolicyTerms(), day(28))
    stood, _state = timeline([start, far])
    found = [s for s in stood if s.deadline.kind == Kind.SUSPECTED_EVASION]
    assert bool(found) == is_suspected


def test_an_upgrade_does_not_begin_the_count_anew_r6_5c():
    start = Changed(day(1), A, PolicyTerms(), day(6), LI, True)
    pushes = [Changed(day(n), expected_on=day(n + 6)) for n in (2, 4)]
    up = Changed(day(3), H, PolicyTerms(), day(9))
    stood, _state = timeline([start, pushes[0], up, pushes[1]])
    assert [s.set_on for s in stood if s.deadline.kind == Kind.SUSPECTED_EVASION] == [day(4)]


def test_one_postponement_beyond_the_window_r6_5c():
    assert suspicions(Changed(day(2), expected_on=day(13))) == []
    assert suspicions(Changed(day(2), expected_on=day(14))) == [(2, None)]


def test_days_off_do_not_count_in_a_working_day_policy():
    weekend = {day(7), day(8), day(14), day(15)}
    policy = PolicyTerms(counts_working_days=True)
    start = Changed(day(6), GradeTerms("2", 3, 0, 5), policy, day(12), LI, True)
    stood, _ = timeline([start], lambda on: lambda p, q: Days(DayCount(weekend if q else ())))
    found = {s.deadline.kind: s.deadline for s in stood}
    assert found[Kind.CADENCE_BREACH].due_on == day(11)
    assert found[Kind.NO_EFFECTIVE_CONTACT].due_on == day(36)


CAME = datetime(2026, 11, 1, 15, 40)
BY = CAME + timedelta(hours=24)
PROMISED = (CallBackPromised(day(1), 7, day(2), BY), Planned(day(1), 7, LI, day(2)))


def call(at, *, talked=True, person=LI, activity=7):
    """A contact at ``at`` of November: (day, hour, minute)."""
    moment = datetime(2026, 11, *at)
    on = moment.date()
    return Executed(on, activity, on, person, talked, moment, not talked)


def promised_to(*events, policy=None, **how):
    """The deadline of the call that was promised, or ``None`` where it matters to no audit."""
    first = opened() if policy is None else Changed(day(1), H, policy, day(8), LI, True)
    return life(first, *PROMISED, *events, **how).get((Kind.MISSED_CALLBACK, 7))


def test_who_left_an_address_is_called_within_24_hours_r4_6_r6_7():
    found = promised_to()
    assert (found.deadline.due_on, found.deadline.breaks_on) == (day(2), day(2))
    assert found.ended_on is None


@pytest.mark.parametrize(
    "at, kept",
    [((1, 16, 0), True), ((2, 15, 39), True), ((2, 15, 40), True), ((1, 15, 39), False)],
)
def test_a_talk_within_the_hours_keeps_it_r4_6(at, kept):
    assert (promised_to(call(at)) is None) == kept


def test_a_talk_too_late_on_the_day_comes_too_late_r4_6():
    found = promised_to(call((2, 17, 0)))
    assert (found.deadline.breaks_on, found.ended_on) == (day(2), day(3))
    assert promised_to(call((4, 9, 0))).ended_on == day(4)


@pytest.mark.parametrize(
    "tries, enough, kept",
    [
        ([(1, 16, 0)], 2, False),
        ([(1, 16, 0), (1, 16, 59)], 2, False),
        ([(1, 16, 0), (1, 17, 0)], 2, True),
        ([(1, 16, 0), (1, 16, 30), (1, 17, 10)], 2, True),
        ([(1, 16, 0), (2, 15, 41)], 2, False),
        ([(1, 16, 0), (1, 17, 0), (1, 18, 0)], 0, False),
        ([(1, 16, 0)], 1, True),
        ([(1, 15, 0), (1, 16, 30)], 2, False),
        ([(1, 16, 0), (1, 17, 0)], 3, False),
    ],
)
def test_attempts_that_nobody_answered_r4_6(tries, enough, kept):
    policy = PolicyTerms(call_back_attempts=enough)
    calls = [call(at, talked=False, activity=n) for n, at in enumerate(tries, 8)]
    found = promised_to(*calls, policy=policy)
    assert (found is None) == kept


def test_contacts_of_a_day_count_in_the_order_of_their_moments_r4_6():
    """The plan, with the lower number, was carried out last."""
    first, last = call((2, 14, 0), talked=False, activity=8), call((2, 17, 0), activity=7)
    assert promised_to(last, first).ended_on == day(3)
    early = call((2, 9, 0), talked=False, activity=9)
    assert promised_to(last, first, early) is None


def test_a_colleague_confirms_no_grade_r4_6():
    assert promised_to(call((2, 9, 0), person=WANG, activity=8)) is not None
    given = Changed(day(2), owner=WANG)
    assert promised_to(given, call((2, 9, 0), person=WANG)) is None
    assert promised_to(given, call((2, 9, 0))) is None  # before it was given away, that day
    assert promised_to(given, call((3, 9, 0))).ended_on is None


def test_where_the_moment_is_not_known_the_day_decides_r6_7():
    assert promised_to(Executed(day(2), 7, day(2), LI, True)) is None
    assert promised_to(Executed(day(3), 7, day(3), LI, True)).ended_on == day(3)
    tries = [Executed(day(n), 8 + n, day(n), LI, False, None, True) for n in (1, 1, 2)]
    assert promised_to(*tries[:2]) is not None
    assert promised_to(*tries) is None


def test_a_cancelled_plan_is_no_call_r6_7():
    assert promised_to(Dropped(day(2), 7)).ended_on is None


def test_an_absence_delays_the_call_back_to_a_day_r4_7():
    off = [away(2, 3)]
    found = promised_to(off=off)
    assert (found.deadline.due_on, found.deadline.breaks_on) == (day(2), day(4))
    assert promised_to(call((2, 20, 0)), off=off) is None
    assert promised_to(call((4, 20, 0)), off=off) is None
    assert promised_to(call((5, 9, 0)), off=off).ended_on == day(5)
    # Known too late it undoes nothing.
    assert promised_to(call((2, 17, 0)), off=off, known=3).ended_on == day(3)


def test_a_promised_call_back_is_no_evasion_but_moving_it_far_is_r6_5():
    late = [
        opened(),
        CallBackPromised(day(20), 7, day(21), BY + timedelta(days=19)),
        Planned(day(20), 7, LI, day(21), True),
    ]
    assert (Kind.SUSPECTED_EVASION, 7) not in life(*late)
    assert (Kind.SUSPECTED_EVASION, 7) in life(opened(), Planned(day(20), 7, LI, day(21)))
    assert (Kind.SUSPECTED_EVASION, 7) in life(*late, Moved(day(20), 7, day(40)))


ASSIGNED = datetime(2026, 11, 2, 9, 0)
FIRST_BY = datetime(2026, 11, 2, 10, 30)
OFFERED = (
    CallBackPromised(day(2), 7, day(2), FIRST_BY, ASSIGNED),
    Planned(day(2), 7, LI, day(2), True),
)
TAKEN = (
    Changed(day(2), owner=WANG),
    PassedOn(day(2), 7, LI),
    Dropped(day(2), 7),
    CallBackPromised(
        day(2), 8, day(2), datetime(2026, 11, 2, 12, 0), datetime(2026, 11, 2, 10, 31)
    ),
    Planned(day(2), 8, WANG, day(2), True),
)


def first_contacts(*events, **how):
    """``{activity: span}`` of the first contacts that matter to an audit."""
    found = life(opened(), *OFFERED, *events, **how)
    assert not any(kind == Kind.MISSED_CALLBACK for kind, _ in found)
    return {pk: span for (kind, pk), span in found.items() if kind == Kind.MISSED_FIRST_CONTACT}


@pytest.mark.parametrize(
    "at, kept", [((2, 9, 0), True), ((2, 10, 30), True), ((2, 10, 31), False), ((2, 8, 59), False)]
)
def test_a_first_contact_is_owed_from_the_assignment_until_its_moment_r5_3(at, kept):
    assert (first_contacts(call(at)) == {}) == kept


def test_a_first_contact_too_late_on_its_day_ends_at_the_next_close_r5_3():
    assert first_contacts()[7].ended_on is None
    assert first_contacts(call((2, 11, 0)))[7].ended_on == day(3)
    assert first_contacts(call((4, 11, 0)))[7].ended_on == day(4)


def test_attempts_since_the_assignment_keep_a_first_contact_r5_3():
    tries = [call((2, *at), talked=False, activity=9) for at in ((8, 30), (9, 5), (10, 10))]
    assert first_contacts(*tries) == {}
    assert first_contacts(*tries[:2])[7].ended_on is None


def test_what_was_passed_on_stays_missed_by_whose_it_was_r5_3():
    in_time = call((2, 11, 0), person=WANG, activity=8)
    found = first_contacts(*TAKEN, in_time)
    assert list(found) == [7]
    missed = found[7]
    assert (missed.deadline.responsible, missed.deadline.breaks_on) == (LI, day(2))
    assert (missed.set_on, missed.ended_on) == (day(2), day(3))


def test_who_takes_it_on_owes_a_first_contact_of_their_own_r5_3():
    found = first_contacts(*TAKEN)
    people = {pk: (span.deadline.responsible, span.ended_on) for pk, span in found.items()}
    assert people == {7: (LI, day(3)), 8: (WANG, None)}
    earlier = call((2, 9, 5), talked=False, activity=9)
    tried = call((2, 11, 0), talked=False, person=WANG, activity=8)
    assert 8 in first_contacts(*TAKEN, earlier, tried)  # Li's attempt is none of Wang's


def test_passed_on_on_a_later_day_it_ends_with_the_day_r5_3():
    later = (Changed(day(4), owner=WANG), PassedOn(day(4), 7, LI), Dropped(day(4), 7))
    span = first_contacts(*later)[7]
    assert (span.deadline.responsible, span.ended_on) == (LI, day(4))


def test_handed_over_before_its_moment_it_is_the_new_owners_r5_3():
    found = first_contacts(Changed(day(2), owner=WANG))
    assert (found[7].deadline.responsible, found[7].ended_on) == (WANG, None)


def test_an_absence_delays_a_first_contact_r4_7():
    off = [away(2, 3)]
    found = first_contacts(off=off)
    assert (found[7].deadline.due_on, found[7].deadline.breaks_on) == (day(2), day(4))
    assert first_contacts(call((4, 20, 0)), off=off) == {}
    assert 7 not in first_contacts(*TAKEN, off=off)  # whoever is away has missed nothing


def test_a_buyer_is_owed_the_care_that_was_planned_and_nothing_else_r9_2():
    won = Changed(day(3), executing=False, cared_for=True)
    care = Planned(day(3), 9, LI, day(3) + timedelta(days=200))
    stood, _ = timeline([opened(), PROMISED[0], won, care])
    assert [(s.deadline.kind, s.deadline.activity) for s in stood if s.ended_on is None] == [
        (Kind.OVERDUE_ACTIVITY, 9)
    ]
    closed = Changed(day(4), executing=False)
    stood, _ = timeline([opened(), won, care, closed])
    assert all(s.ended_on for s in stood)
