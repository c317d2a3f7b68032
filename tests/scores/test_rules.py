"""How counted figures become points (R13.3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.scores.rules import PARTS, Counted, Norm, honoured, points_of, total_of

NORM = Norm(leads=20, conversion=Decimal(10))
EVEN = dict.fromkeys(PARTS, 25)


@pytest.mark.parametrize(
    ("counted", "points"),
    [
        # 10 of 20 leads; 8 of 10 followed up; 1 of 10 ordered is the 10 % wanted; a mean of 4 is three quarters.
        (Counted(10, 10, 8, 1, 2, 8), ["50.0", "80.0", "100.0", "75.0"]),
        (Counted(), ["0.0", None, None, None]),
        (Counted(leads=3), ["15.0", None, "0.0", None]),
        # More than is wanted earns no more than all.
        (Counted(40, 40, 40, 20, 1, 5), ["100.0", "100.0", "100.0", "100.0"]),
        (Counted(asked=3, satisfied=3), ["0.0", None, None, "0.0"]),
        # A department of three is to have sixty leads; 1 of 3 assigned is 33.3 %.
        (Counted(30, 3, 1, 0, people=3), ["50.0", "33.3", "0.0", None]),
    ],
)
def test_r13_3_points_of_a_part(counted, points):
    wanted = [None if each is None else Decimal(each) for each in points]
    assert list(points_of(counted, NORM).values()) == wanted


@pytest.mark.parametrize(
    ("weights", "total"),
    [
        (EVEN, "76.3"),  # (50 + 80 + 100 + 75) / 4 = 76.25, half up
        ({"leads": 100, "follow_up": 0, "conversion": 0, "satisfaction": 0}, "50.0"),
        ({"leads": 40, "follow_up": 30, "conversion": 20, "satisfaction": 10}, "71.5"),
    ],
)
def test_r13_3_weights_are_policy(weights, total):
    points = points_of(Counted(10, 10, 8, 1, 2, 8), NORM)
    assert total_of(points, weights) == Decimal(total)


def test_r13_3_a_part_of_which_nothing_was_gives_its_weight_to_the_others():
    points = points_of(Counted(leads=10, ordered=1), NORM)
    assert total_of(points, EVEN) == Decimal("75.0")  # (50 + 100) / 2
    only_rates = {"leads": 0, "follow_up": 50, "conversion": 0, "satisfaction": 50}
    assert total_of(points, only_rates) is None


COUNTS = st.integers(0, 500)


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.integers(0, 60), st.integers(1, 5))
def test_r13_3_no_score_exceeds_a_hundred(leads, followed, ordered, more, asked, mark):
    counted = Counted(
        leads=leads + ordered,
        assigned=followed + more,
        followed=followed,
        ordered=ordered,
        asked=asked,
        satisfied=asked * mark,
    )
    points = points_of(counted, NORM)
    total = total_of(points, EVEN)
    found = [value for value in points.values() if value is not None]
    assert total is not None and min(found) - 1 < total < max(found) + 1
    assert all(0 <= value <= 100 for value in found)


@pytest.mark.parametrize(
    ("totals", "number", "places"),
    [
        ({1: "50", 2: "80", 3: "70"}, 2, [(1, 2), (2, 3)]),
        # Equal points are one place, and nobody is left out for the order of names.
        ({1: "80", 2: "80", 3: "70", 4: "70"}, 3, [(1, 1), (1, 2), (3, 3), (3, 4)]),
        ({1: "80", 2: None, 3: "0"}, 5, [(1, 1)]),
        ({1: "80"}, 0, []),
        ({}, 3, []),
    ],
)
def test_r13_3_list_of_honours(totals, number, places):
    found = {key: total and Decimal(total) for key, total in totals.items()}
    assert honoured(found, number) == places
