"""What the first page of the desk begins with (R12.3, R12.8)."""

from datetime import time

import pytest

from intake.desk_policies.rules import SHIPPED
from tests.desk.test_desk import listed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "at, present, later",
    [
        (time(8), None, "0830"),
        (time(8, 30), "0830", "1000"),
        (time(12, 15), None, "1330"),
        (time(16, 30), "1630", None),
        (time(18), None, None),
    ],
)
def test_r12_3_the_block_of_the_hour_and_the_next(at, present, later):
    """R12.3: nobody calls by the plan over noon, nor after six."""
    blocks = SHIPPED.block_at(at), SHIPPED.block_after(at)
    assert [block and block.key for block in blocks] == [present, later]


def test_r12_3_the_page_begins_with_what_is_to_be_called_now(ring, page, now, at_fixed_now):
    """R12.3: at ten it is class 2 and 3; the blocks of an hour that is over stand in the day's table alone."""
    ring("2", ago=2), ring("3", ago=9), ring("0")
    answer = page()
    first = answer.context["first"]
    assert first["is_now"] and first["block"].key == "1000"
    shown = answer.content.decode()
    assert "To do now" in shown and "/telephone-desk/call/?part=hour-1000" in shown
    assert first["left"] == len(listed(page, "hour-1000")) == 2


def test_r12_3_nobody_to_call_no_button(page):
    answer = page()
    assert answer.context["first"]["left"] == 0
    assert "/telephone-desk/call/" not in answer.content.decode()


def test_a_full_class_is_said_where_the_stock_is_folded(ring, page):
    for _n in range(5):
        ring("1")
    answer = page()
    assert answer.context["full"] == ["1"] and "full: 1" in answer.content.decode()
