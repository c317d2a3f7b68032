"""The classes of the desk and their register of key customers (R12.1, R12.7, R3.2 S2)."""

from datetime import timedelta

import pytest

from followups.new_customers.services import dated_intent, open_customer
from followups.regrading.services import regrade
from intake.desk.rules import HINTS as HINTS_OF
from leads.grading.models import Grade, GradingPolicy
from leads.grading.queries import day_count
from tests.factories import plan_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(floor, caller, now, today):
    """A new lead of the desk, with nothing known but the number."""
    return open_customer(
        by=caller,
        now=now,
        on=today,
        consultant=caller,
        card=floor.card(),
        intent=dated_intent(caller, {"model": "Golf"}, on=today),
        plan=plan_on(today),
    )


def test_r12_1_a_new_lead_starts_in_class_0_and_is_classed_at_the_first_talk(
    fresh, floor, now, today
):
    assert fresh.grade.code == "0"
    plan = fresh.activities.planned().get()
    floor.contact(
        fresh,
        activity=plan,
        now=now,
        on=today,
        result="no_answer",
        content="",
        feedback="",
        next_in=2,
    )
    fresh.refresh_from_db()
    assert fresh.grade.code == "0", "nobody was asked"
    floor.contact(
        fresh, now=now, on=today, note="4 观望", expected_on=today + timedelta(days=60), next_in=3
    )
    fresh.refresh_from_db()
    assert fresh.grade.code == "4"


def test_r12_1_the_ways_up_and_aside(fresh, caller, now, today):
    """0→4→3→3K→2→1, or to 5, 6, 7."""
    for code, days in [
        ("4", 20),
        ("3", 15),
        ("3K", 8),
        ("2", 4),
        ("1", 1),
        ("5", 9),
        ("6", 9),
        ("7", 9),
    ]:
        regraded = regrade(
            by=caller,
            now=now,
            on=today,
            opportunity=fresh,
            note=f"{code} 客户",
            expected_on=today + timedelta(days=days),
        )
        assert regraded.grade.code == code


def test_r3_2_s2_has_an_ordered_class_and_counts_working_days(today):
    policy = GradingPolicy.objects.get(code="S2")
    ordered = Grade.objects.get(policy=policy, is_ordered=True)
    assert (ordered.code, ordered.window_to) == ("O", None)
    count = day_count(policy, on=today)
    assert today.weekday() == 5 and not count.counts(today)
    assert count.between(today - timedelta(days=1), today + timedelta(days=2)) == 1


@pytest.mark.parametrize(
    "code, words",
    [("2", "contract"), ("5", "decision maker"), ("0", "Opening"), ("3K", "objection")],
)
def test_r12_7_what_to_prepare_by_class(code, words):
    assert words in str(HINTS_OF[code])
