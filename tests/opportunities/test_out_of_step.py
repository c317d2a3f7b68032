"""Time moves on: an expected date that no longer fits its grade is said and asked about (R3.3)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.holidays.rules import DayCount
from followups.deadlines.models import Deadline
from leads.grading.rules import GradeTerms, days_until, fits, window_on

LIST = reverse("leads:customer_list")
BOARD = reverse("followups:board")
TODAY = date(2026, 11, 21)
WEEKENDS = DayCount(TODAY + timedelta(n) for n in range(-70, 400) if (n % 7) in (0, 1))


@given(
    st.integers(0, 60),
    st.one_of(st.none(), st.integers(0, 90)),
    st.integers(-20, 200),
    st.sampled_from([DayCount(), WEEKENDS]),
    st.integers(0, 6),
)
def test_the_window_holds_exactly_what_fits_r3_3(start, width, days, count, weekday):
    today = TODAY + timedelta(weekday)
    terms = GradeTerms("X", 7, start, None if width is None else start + width)
    first, last = window_on(terms, today, count)
    expected_on = today + timedelta(days)
    inside = first <= expected_on and (last is None or expected_on <= last)
    assert inside == fits(terms, days_until(expected_on, today, count))


@pytest.fixture
def cooled(floor, now, today):
    """C, over 30 days when it was entered ten days ago; now 25 days are left."""
    then = today - timedelta(days=10)
    return floor.open(
        now=now - timedelta(days=10), on=then, grade="C", days=35, plan_in=12, name="李雷"
    )


def rows(client, **query):
    page = client.get(LIST, query)
    return [o.customer.name for o in page.context["page_obj"]], page


def test_it_is_said_on_its_row_and_filtered(client, floor, now, today, cooled):
    floor.open(now=now, on=today, grade="H", name="韩梅")
    names, page = rows(client)
    assert set(names) == {"李雷", "韩梅"}
    assert page.context["out_of_step"] == 1
    assert page.content.decode().count("does not fit the grade</span>") == 1
    names, page = rows(client, step="out")
    assert names == ["李雷"] and page.context["total"] == 1
    assert rows(client, step="out", grade="H")[0] == []
    card = reverse("followups:customer_card", args=[cooled.customer_id])
    assert "does not fit the grade" in client.get(card).content.decode()


def test_it_is_said_on_the_worklist(client, browse, floor, now, today, cooled):
    floor.open(now=now, on=today, grade="H", name="韩梅")
    for page in (client.get("/"), browse(floor.manager).get(reverse("followups:plan_list"))):
        told = {
            row.opportunity.customer.name: row.is_out_of_step for row in page.context["page_obj"]
        }
        assert told == {"李雷": True, "韩梅": False}
        assert page.content.decode().count("does not fit the grade</span>") == 1


def test_no_window_no_step(client, floor, now, today, cooled):
    floor.contact(cooled, now=now, on=today, outcome="lost", lost_reason="price", next_in=None)
    assert rows(client, state="all", step="out")[0] == []


def test_the_managers_number_is_the_list_behind_it(browse, floor, now, today, cooled):
    floor.open(now=now, on=today, grade="H", consultant=floor.new_consultant())
    manager = browse(floor.manager)
    page = manager.get(BOARD)
    tile = page.context["totals"]["out_of_step"]
    found = manager.get(tile["url"])
    assert tile["value"] == found.context["page_obj"].paginator.count == 1
    for person, cells in page.context["rows"]:
        cell = next(cell for cell in cells if cell["code"] == "out_of_step")
        behind = manager.get(cell["url"]).context["page_obj"].paginator.count
        assert cell["value"] == behind == (person == floor.consultant)


def test_the_next_contact_asks_with_one_tap_each(client, cooled, today):
    url = reverse("followups:log_contact", args=[cooled.pk])
    page = client.get(url)
    offered = [correction.value for correction in page.context["form"].corrections]
    assert offered == ["grade:B", f"date:{today + timedelta(days=31)}"]
    assert "no longer fits grade C" in page.content.decode()


def test_it_carries_no_finding(cooled, today):
    kinds = Deadline.objects.filter(opportunity=cooled, breaks_on__lte=today)
    assert not kinds.exclude(kind="overdue_activity").exists()


def test_queries_do_not_grow(client, floor, now, today, cooled, count_queries):
    few = count_queries(client, LIST)
    for _n in range(2):
        floor.open(now=now, on=today, grade="B", days=3)
    assert count_queries(client, LIST) == few
