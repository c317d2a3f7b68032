"""Nobody of the desk is lost: cycles, loops, key customers, what is supervised (R12.1–R12.4, R12.7, R12.8)."""

from datetime import date, time, timedelta

import pytest

from followups.regrading.services import regrade
from intake.desk.queries import desk_of
from intake.desk.rules import CYCLES, next_week
from intake.desk_policies.rules import BLOCKS, SHARES, SHARES_OF_SIX, SHIPPED
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.models import Opportunity
from tests.desk.test_desk import listed

pytestmark = pytest.mark.django_db
LOOPS = ("new", "small", "large")


@pytest.mark.parametrize(
    "code, first, last",
    [
        # Daily.
        *[("0", 1, 1), ("1", 1, 1), ("2", 1, 1)],
        *[("3K", 2, 3), ("3", 3, 5), ("4K", 5, 7)],
        # A week has five days of work, half a month ten, a month twenty-two.
        *[("4", 5, 10), ("6", 10, 22), ("7", 10, 22), ("5", 22, 22)],
    ],
)
def test_r12_2_the_cycle_of_each_class(code, first, last):
    assert (CYCLES[code].first, CYCLES[code].last) == (first, last)


def test_r12_2_at_the_end_of_its_cycle_each_class_stands_in_one_loop(ring, caller, today):
    for code, cycle in CYCLES.items():
        made = ring(code, ago=2 * cycle.last + 2)
        desk = desk_of(caller, on=today)
        found = [part for part in LOOPS if desk.rows(part).filter(pk=made.pk).exists()]
        assert len(found) == 1, (code, found)


def test_r12_2_who_leaves_one_loop_comes_into_the_other(ring, page, caller, now, today):
    """Spoken to on Thursday the 12th, six days of work ago, cooled from 3 to 4 today."""
    cooled = ring("3", ago=9)
    assert (listed(page, "small"), listed(page, "large")) == ([cooled.pk], [])
    note = {"note": "4 观望", "expected_on": today + timedelta(days=60)}
    regrade(by=caller, now=now, on=today, opportunity=cooled, **note)
    Opportunity.objects.update(last_contact_on=today - timedelta(days=9))
    assert (listed(page, "small"), listed(page, "large")) == ([], [cooled.pk])


def test_r12_3_the_blocks_of_the_day():
    noted = [(block.start, block.end, block.classes, block.target) for block in BLOCKS]
    assert noted == [
        (time(8, 30), time(10), ("0",), 6),
        # Nine together until noon.
        (time(10), time(11), ("2", "3K", "3"), 4),
        (time(11), time(12), ("3", "4K", "4"), 5),
        (time(13, 30), time(15), ("0",), 8),
        (time(15), time(16, 30), ("3K", "3"), 7),
        (time(16, 30), time(18), ("4K", "4"), 8),
    ]
    day = SHIPPED.morning, SHIPPED.afternoon, SHIPPED.day, SHIPPED.threes
    assert day == (15, 25, 30, 3)


def test_r12_4_the_shares_of_a_week_and_of_the_week_ahead():
    assert SHARES == (35, 25, 25, 20, 15)
    assert SHARES_OF_SIX == (55, 35, 25, 15, 10, 5)


def test_r12_1_who_is_out_of_use_has_no_cycle(ring, page, today):
    """9 is no class of the policy: the card is out of use, and in no list."""
    gone, kept = ring("2", ago=5), ring("2", ago=5)
    Customer.objects.filter(pk=gone.customer_id).update(lifecycle=Lifecycle.INACTIVE)
    for part in ("small", "class-2", "all"):
        assert listed(page, part) == [kept.pk]


@pytest.mark.parametrize("code, is_key", [("3K", True), ("4K", True), ("3", False), ("2", False)])
def test_r12_7_key_customers_have_a_second_contact_on_the_same_day(
    ring, page, floor, now, today, code, is_key
):
    spoken_to = ring(code, ago=9)
    assert listed(page, "key") == []
    for _time, expected in enumerate(([spoken_to.pk] if is_key else [], [])):
        told = {"note": f"{code} 谈了", "expected_on": today + timedelta(days=1), "next_in": 2}
        floor.contact(spoken_to, now=now, on=today, **told)
        assert listed(page, "key") == expected


@pytest.mark.parametrize("on", [date(2026, 11, 16), date(2026, 11, 21), date(2026, 11, 22)])
def test_r12_8_next_week_is_that_of_the_calendar(on):
    assert next_week(on) == (date(2026, 11, 23), date(2026, 11, 29))


def test_r12_8_total_stock_and_what_is_arranged_for_next_week(ring, browse, head, caller):
    """Today is Saturday the 21st: planned on the 22nd, 23rd, 29th and 30th; two of them next week."""
    for code, plan_in in (("2", 1), ("3", 2), ("4", 8), ("7", 9)):
        ring(code, plan_in=plan_in)
    client = browse(head)
    [(person, _stock, _noted, total, arranged)] = client.get("/telephone-desk/").context["page_obj"]
    assert (person, total, arranged) == (caller, 4, 2)
    for part, number in (("all", total), ("arranged", arranged)):
        behind = client.get("/telephone-desk/list/", {"person": caller.pk, "part": part})
        assert behind.context["page_obj"].paginator.count == number
