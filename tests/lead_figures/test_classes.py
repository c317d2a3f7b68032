"""The funnel of leads by the desk's classes, worked out by hand (R12.1, R12.8, R13.1)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.desk.rules import STEPS
from leads.opportunities.models import OpportunityChange
from orders.orders.models import Order
from reports.sheets.queries.sheet import Figure
from reports.templatetags.sheets import address_of
from tests.lead_figures.cohort import at
from tests.lead_figures.desk_cohort import BY_CHANNEL, FUNNEL, SPAN, DeskCohort

URL = reverse("reports:lead-classes")
SHEET = f"{URL}?{SPAN}"
PAGE = f"{reverse('reports:lead_figures')}?span=own&{SPAN}"


@pytest.fixture
def desk(road):
    return DeskCohort(road)


@pytest.fixture
def reader(browse, desk):
    return browse(desk.road.marketing)


def plain(lines):
    values = ([v.value if isinstance(v, Figure) else v for v in line] for line in lines)
    return {str(line[0]): line[1:] for line in values}


def funnel(answer):
    (table,) = answer.context["tables"]
    return plain(table.lines)


def test_r12_1_the_ways_up():
    assert list(STEPS) == ["0", "4", "3", "3K", "2", "1", "5", "6", "7"]
    assert STEPS["0"].hotter == ("4", "4K", "3", "3K", "2", "1")
    assert STEPS["4"].hotter == ("3", "3K", "2", "1")
    assert STEPS["1"].hotter == ()
    # From beside the road back to it; nobody becomes a new lead again.
    assert STEPS["5"].hotter == ("4", "4K", "3", "3K", "2", "1")


def test_r12_8_volume_rate_and_days_of_each_class(reader):
    answer = reader.get(SHEET)
    assert funnel(answer) == FUNNEL
    assert plain(answer.context["lines"]) == BY_CHANNEL
    (total,) = plain([answer.context["total"]]).values()
    assert total[:4] == [6, 6, 66.7, 3.5]
    assert total[-1] == 1


def test_r13_1_by_person_event_and_store(reader, desk):
    def persons(way):
        found = plain(reader.get(f"{SHEET}&by={way}").context["lines"])
        return {name: line[0] for name, line in found.items()}

    assert persons("person") == {str(desk.a): 3, str(desk.b): 3}
    assert persons("event") == {"No event": 5, "Show": 1}
    assert persons("store") == {str(desk.road.store): 6}


def test_r13_1_of_a_period_and_of_a_person(reader, browse, desk):
    # 吴七 and 郑八 alone came in the second week.
    later = funnel(reader.get(f"{URL}?start=2026-11-09&end=2026-11-19"))
    assert later["Class 0"] == [1, 2, 0, 0.0, None]
    of_b = funnel(browse(desk.road.director).get(f"{SHEET}&consultant={desk.b.pk}"))
    assert of_b["Class 0"] == [1, 3, 1, 33.3, 2.0]
    assert of_b["Class 1"] == [0, 0, 0, None, None]


@pytest.mark.parametrize("way", ["channel", "event", "person"])
def test_r13_1_every_figure_leads_to_exactly_its_rows(
    reader, assert_figures_lead_to_their_rows, way
):
    assert len(assert_figures_lead_to_their_rows(reader, f"{SHEET}&by={way}")) > 40


def test_r12_8_the_page_of_figures_has_the_funnel(reader):
    context = reader.get(PAGE).context
    lines = context["classes"].table.lines
    assert plain(lines) == FUNNEL
    for figure in [cell for line in lines for cell in line if isinstance(cell, Figure)]:
        behind = reader.get(address_of(context["classes_sheet"], context["form"], figure))
        assert behind.context["page_obj"].paginator.count == figure.value, figure


def test_r12_8_a_store_without_a_desk_has_none(browse, road):
    road.take_in()
    assert browse(road.marketing).get(PAGE).context["classes"] is None


def test_r12_8_what_was_before_the_lead_counts_for_nothing(reader, desk):
    """冯十 stood in 3 and went to 2 after asking again: they came to 2, and never to 3."""
    road, phone = desk.road, desk.road.new_phone()
    with_card = {"name": "冯十", "phone": phone, "consultant": desk.a, "days": 15}
    card = road.open(now=at(2, 10), on=date(2026, 11, 2), grade="3", **with_card)
    desk.arrive("冯十", 11, None, "wechat", phone=phone)
    desk.contact(card, 12, "2")
    found = funnel(reader.get(SHEET))
    assert found["Class 3"] == FUNNEL["Class 3"]
    assert found["Class 2"] == [1, 2, 1, 50.0, 2.0]


def test_r12_8_a_cancelled_order_is_no_way_up(reader, desk):
    Order.objects.filter(pk=desk.order.pk).update(cancelled_on=date(2026, 11, 16))
    assert funnel(reader.get(SHEET))["Class 1"][1:] == [1, 0, 0.0, None]


def test_r12_8_what_was_undone_counts_for_nothing(reader, desk):
    opportunity = desk.arrive("陈一", 19, desk.a)
    contact = desk.contact(opportunity, 19, "4")
    assert funnel(reader.get(SHEET))["Class 0"][1:3] == [7, 5]
    OpportunityChange.objects.filter(opportunity=opportunity, activity_id=contact.pk).update(
        withdrawn_at=at(19, 15, 5)
    )
    assert funnel(reader.get(SHEET))["Class 0"][1:3] == [7, 4]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's plans")
def test_no_figure_reads_a_whole_table(reader, desk):
    with CaptureQueriesContext(connection) as queries:
        reader.get(SHEET)
    asked = [query["sql"] for query in queries if "opportunitychange" in query["sql"]]
    assert len(asked) > len(STEPS)
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [row[3] for row in cursor.fetchall()]
            read = [step for step in steps if re.match("SCAN (?!CONSTANT|subquery)", step)]
            assert not read, (read, sql)


def test_the_number_of_queries_does_not_grow(reader, desk, count_queries):
    few = count_queries(reader, SHEET), count_queries(reader, PAGE)
    for channel in ("telemarketing", "partner", "yiche"):
        opportunity = desk.arrive(f"{channel}", 16, desk.b, channel)
        desk.walk(opportunity, (17, "4"), (18, "3"))
    assert (count_queries(reader, SHEET), count_queries(reader, PAGE)) == few
