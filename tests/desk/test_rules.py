"""Loops, hours and standards of the desk (R12.2, R12.3, R12.6, R12.8)."""

from datetime import date, time, timedelta

import pytest

from accounts.holidays.rules import EVERY_DAY, DayCount
from intake.desk.rules import (
    CYCLES,
    LARGE,
    SMALL,
    Fill,
    cooler,
    fill_of,
    latest_contact,
)
from intake.desk_policies.rules import BLOCKS, NOON, SHIPPED

MONDAY = date(2026, 11, 23)
WEEKENDS = DayCount(MONDAY - timedelta(n) for n in (1, 2, 8, 9, 15, 16))


def test_r12_2_nobody_is_in_two_loops_nor_in_none():
    """R12.2: every class of S2 has one cycle, of the small loop, the large one, or that of new ones."""
    assert [cycle.code for cycle in SMALL] == ["1", "2", "3K", "3", "4K"]
    assert [cycle.code for cycle in LARGE] == ["4", "5", "6", "7"]
    assert set(CYCLES) == {"0", "1", "2", "3K", "3", "4K", "4", "5", "6", "7"}
    assert all(0 < cycle.first <= cycle.last for cycle in CYCLES.values())


def test_r12_3_the_hours_follow_each_other_and_bring_fifteen_before_noon():
    """R12.3."""
    assert all(a.end <= b.start for a, b in zip(BLOCKS, BLOCKS[1:], strict=False))
    assert sum(block.target for block in BLOCKS if block.end <= NOON) == 15
    assert sum(block.target for block in BLOCKS if block.start >= NOON) == 23
    assert SHIPPED.block_at(time(10)).classes == ("2", "3K", "3")
    assert SHIPPED.block_at(time(12, 30)) is None and SHIPPED.block_at(time(18)) is None


@pytest.mark.parametrize(
    "number, capacity, in_practice, fill",
    [
        (4, 5, 15, Fill.UNDER),
        (5, 5, 15, Fill.FITTING),
        (15, 5, 15, Fill.FULL),
        (16, 5, 15, Fill.OVER),
        (5, 5, None, Fill.FULL),
        (99, None, None, Fill.FITTING),
    ],
)
def test_r12_8_a_class_against_its_standard(number, capacity, in_practice, fill):
    """R12.8, both columns of R3.2."""
    assert fill_of(number, capacity, in_practice) == fill


@pytest.mark.parametrize("days, ago, worked", [(1, 1, 1), (2, 2, 4), (5, 5, 7)])
def test_a_cycle_counts_the_days_that_the_policy_counts(days, ago, worked):
    """R12.2: on a Monday the second day of work back is Friday's, so a talk of Thursday is two days old."""
    assert latest_contact(days, on=MONDAY, count=EVERY_DAY) == MONDAY - timedelta(ago)
    found = latest_contact(days, on=MONDAY, count=WEEKENDS)
    assert found == MONDAY - timedelta(worked)
    assert WEEKENDS.between(found, MONDAY) == days


def test_r12_6_who_does_not_decide_goes_to_class_five_others_one_down():
    """R12.6: advice only."""
    assert cooler("3K", nobody_decides=True) == "5"
    assert cooler("3K", nobody_decides=False) == "3"
    assert cooler("5", nobody_decides=True) == "" == cooler("O", nobody_decides=False)
