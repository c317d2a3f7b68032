"""What a new database starts with is what the rulebook's tables say (R3.2, R8.1–R8.5)."""

from dataclasses import asdict
from decimal import Decimal

import pytest

from compliance.penalties.models import PenaltyPolicy
from compliance.penalties.rules import SHIPPED
from leads.grading.models import Grade, GradingPolicy
from tests.factories import StoreFactory

# code, closes after at least and within so many days, contact at least every so many days.
GRADES = {
    "S0": [
        ("H", 0, 7, 3),
        ("A", 0, 15, 7),
        ("B", 0, 30, 15),
        ("C", 31, None, 30),
        ("O", None, None, 7),
    ],
    "S1": [
        ("O", None, None, 7),
        ("H", 0, 7, 1),
        ("A", 0, 30, 7),
        ("B", 30, 90, 15),
        ("C", 91, None, 30),
    ],
    "S2": [
        ("1", 0, 2, 1),
        ("2", 0, 5, 3),
        ("3K", 0, 10, 5),
        ("3", 0, 20, 8),
        ("4K", 0, None, 7),
        ("4", 0, None, 14),
        ("5", 0, None, 22),
        ("6", 0, None, 22),
        ("7", 0, None, 22),
        ("0", 0, None, 1),
        ("O", None, None, 5),
    ],
}
# code: a contact earlier than so many days is a hint; customers a person may hold, and in practice.
DESK = {
    "1": (None, 5, None),
    "2": (1, 5, 15),
    "3K": (2, 15, 30),
    "3": (5, 30, 60),
    "4K": (5, 150, 300),
    "4": (8, 150, 300),
    "5": (None, 50, 100),
    "6": (None, 5, 10),
    "7": (None, 20, None),
    "0": (None, 100, 200),
    "O": (None, None, None),
}
CRITERIA = {
    "O": "Deposit taken; bought and delivered on the same day.",
    "H": "Model and colour chosen; payment and delivery date given; "
    "instalment or used-car paperwork under way.",
    "A": "Terms negotiated; purchase time fixed; next meeting fixed; "
    "came back to see the car; asked help with the old car.",
    "B": "Showed intent; choosing or hesitating among models.",
    "C": "Judged able to buy.",
}


@pytest.mark.parametrize("code", GRADES)
def test_the_grades_are_those_of_the_table_r3_2(db, code):
    grades = Grade.objects.filter(policy__code=code).order_by("sort_order")
    assert list(grades.values_list("code", "window_from", "window_to", "cadence")) == GRADES[code]
    assert list(grades.values_list("sort_order", flat=True)) == [*range(1, len(grades) + 1)]
    assert [g.code for g in grades if g.is_ordered] == [g.code for g in grades if g.code == "O"]


def test_what_a_person_may_hold_is_that_of_the_table_r3_2(db):
    grades = Grade.objects.values_list(
        "policy__code", "code", "cadence_min", "capacity", "capacity_in_practice"
    )
    for policy, code, *held in grades:
        assert held == (list(DESK[code]) if policy == "S2" else [None, None, None])


def test_the_criteria_are_those_of_the_table_r3_2(db):
    for policy, code, criteria in Grade.objects.values_list("policy__code", "code", "criteria"):
        assert criteria == ("" if policy == "S2" else CRITERIA[code])


def test_the_policies_are_three_with_the_thresholds_of_r6_5(db):
    assert list(
        GradingPolicy.objects.values_list(
            "code",
            "name",
            "counts_working_days",
            "attempts_count",
            "feedback_required",
            "call_back_attempts",
            "stretch_factor",
            "suspicious_moves",
            "suspicious_pushes",
        )
    ) == [
        ("S0", "Dealership: H A B C O", False, True, True, 2, 2, 3, 3),
        ("S1", "Car maker: O H A B C", False, True, True, 2, 2, 3, 3),
        ("S2", "Telesales desk: 0 to 7", True, True, True, 2, 2, 3, 3),
    ]


def test_the_penalties_are_those_of_r8(db, today):
    literal = {
        "base": Decimal("50"),
        "factor": Decimal("2"),
        "manager_share": Decimal("0.5"),
        "manager_suspension": "half",
        "restart": "never",
        "cap": Decimal("1000000.00"),
    }
    assert asdict(SHIPPED) == literal
    found = PenaltyPolicy.objects.in_force(StoreFactory(), on=today)
    assert {name: getattr(found, name) for name in literal} == literal
