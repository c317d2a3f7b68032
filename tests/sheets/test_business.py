"""Registers, progress, forecast, stock and events of the dealership worked out by hand (R9.1, R9.5, R9.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from leads.events.models import MarketEvent
from reception.models import Visit
from reports.sheets.queries.sheet import Figure, Phone
from tests.factories import UserFactory

URLS = {
    code: reverse(f"reports:{code}")
    for code in ("walk-ins", "call-ins", "sales", "forecast", "stock", "events")
}


def plain(value):
    return value.value if isinstance(value, Figure) else value


def lines(answer):
    return [[plain(value) for value in line] for line in answer.context["lines"]]


def tables(answer):
    return [
        {str(line[0]): [plain(value) for value in line[1:]] for line in table.lines}
        for table in answer.context["tables"]
    ]


@pytest.fixture
def office(browse, hand_made):
    """`office(role)`: somebody of the store's office."""
    return lambda role: browse(UserFactory(store=hand_made.floor.store, role=role))


@pytest.mark.parametrize("code", URLS)
def test_every_figure_equals_the_rows_behind_it(
    director, hand_made, assert_figures_lead_to_their_rows, code
):
    assert assert_figures_lead_to_their_rows(director, URLS[code])


def test_the_walk_in_register(director, hand_made):
    known, nameless = lines(director.get(URLS["walk-ins"]))
    assert str(known[0]) == "吴七" and known[2:4] == ["09:05", "09:40"]
    assert (known[6], known[7]) == ("", "H")
    assert known[11] == f"{hand_made.floor.manager} 10:00"
    assert (nameless[2:5], nameless[9]) == (["09:50", "", None], "李娜")
    figures = director.get(URLS["walk-ins"]).context["groups"][0].figures
    assert {f.show: f.value for f in figures} == {
        "all": 2,
        "named": 1,
        "ordered": 0,
        "unchecked": 1,
    }


def test_the_call_in_register_masks_the_number_of_who_has_no_card(director, hand_made):
    (call,) = lines(director.get(URLS["call-ins"]))
    assert (call[0], call[2], call[3]) == ("何先生", "09:30", "")
    assert call[4] == Phone("13912345678", False)
    assert "13912345678" not in director.get(URLS["call-ins"]).content.decode()


def test_reception_reads_the_registers_without_numbers(office, hand_made):
    answer = office("reception").get(URLS["walk-ins"])
    assert answer.context["page_obj"].paginator.count == 2
    assert hand_made.customers["吴七"].customer.phone not in answer.content.decode()
    assert office("finance").get(URLS["walk-ins"]).status_code == 403


def test_progress_against_target(director, browse, hand_made):
    store, people, models = tables(director.get(URLS["sales"]))
    # Target and orders, share; target and deliveries, share; conversions, cancelled.
    assert list(store.values()) == [[4, 1, 25.0, 2, 1, 50.0, 1, 0]]
    assert people == {"陈晨": [2, 1, 50.0, 1, 1, 100.0, 1, 0]}
    assert models == {"Golf": [3, 1, 33.3, None, 1, None, 1, 0]}
    (mine,) = tables(browse(hand_made.li).get(URLS["sales"]))
    assert mine == {}


def test_the_collection_forecast(director, office, hand_made):
    (by_day,) = tables(director.get(URLS["forecast"]))
    values = list(by_day.values())
    assert values[0] == [1, Decimal("10000.00")]
    assert [day for day in values[1:11] if day[0]] == [[1, Decimal("140000.00")]]
    assert values[5][0] == 1  # 25 November is the fifth day from the 21st.
    total = director.get(URLS["forecast"]).context["tables"][0].total
    assert [plain(value) for value in total[1:]] == [2, Decimal("150000.00")]
    finance = office("finance").get(URLS["forecast"])
    assert [line[0].name for line in lines(finance)] == ["蒋十三"] * 2
    assert "/customers/" not in finance.content.decode().partition("<main")[2]


def test_stock_in_sold_in_stock(director, office, hand_made):
    answer = director.get(URLS["stock"])
    (table,) = answer.context["tables"]
    rows = [[plain(value) for value in line] for line in table.lines]
    assert rows == [
        ["Golf", "white", 1, 1, 1, 1, 0],
        ["Tiguan", "black", 1, 0, 0, 1, 0],
    ]
    assert [plain(value) for value in table.total[2:]] == [2, 1, 1, 2, 0]
    assert office("service").get(URLS["stock"]).status_code == 200


def test_what_an_event_brought(director, office, hand_made):
    (event,) = lines(director.get(URLS["events"]))
    assert event[1] == date(2026, 11, 1)
    assert event[4:] == [
        10,
        2,
        2,
        1,
        Decimal("4000.00"),
        Decimal("3000.00"),
        Decimal("1500.00"),
        Decimal("3000.00"),
        "",
        "",
    ]
    marketing = office("marketing")
    rows = marketing.get(f"{URLS['events']}rows?show=leads").content.decode()
    assert "孙**" in rows and "孙五" not in rows
    assert hand_made.customers["孙五"].customer.phone not in rows


def test_of_chosen_people_an_event_shows_what_is_theirs(
    director, hand_made, assert_figures_lead_to_their_rows
):
    url = f"{URLS['events']}?start=2026-10-01&end=2026-11-21"
    (whole,) = lines(director.get(url))
    parts = []
    for person in (hand_made.li, hand_made.wang, hand_made.chen):
        (part,) = lines(director.get(f"{url}&consultant={person.pk}"))
        assert part[8:12] == [*whole[8:10], None, None]
        assert assert_figures_lead_to_their_rows(director, f"{url}&consultant={person.pk}")
        parts.append((part[5], part[7]))
    assert tuple(map(sum, zip(*parts, strict=True))) == (whole[5], whole[7]) == (2, 1)
    assert len(set(parts)) > 1


@pytest.mark.parametrize("code", URLS)
def test_the_paper_and_the_spreadsheet_can_be_made(director, hand_made, code, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert director.get(f"{URLS[code]}paper").status_code == 200
    token = director.get(URLS[code]).context["once"]["token"].value()
    director.post(f"{URLS[code]}export", {"token": token})
    assert [e.state for e in hand_made.floor.director.exports.all()] == ["done"]


def two_more_events(hand_made):
    event = MarketEvent.objects.get()
    for name in ("Second", "Third"):
        event.pk, event.name = None, name
        event._state.adding = True
        event.save()


def two_more_visitors(hand_made):
    for name in ("李二", "孙五"):
        opportunity = hand_made.customers[name]
        visit = Visit.objects.exclude(customer=None).get(consultant=hand_made.wang)
        visit.pk, visit.customer, visit.opportunity = None, opportunity.customer, opportunity
        visit.consultant = hand_made.chen
        visit._state.adding = True
        visit.save()


@pytest.mark.parametrize(
    ("code", "more"), [("events", two_more_events), ("walk-ins", two_more_visitors)]
)
def test_the_number_of_queries_does_not_grow(director, hand_made, count_queries, code, more):
    few = count_queries(director, URLS[code])
    more(hand_made)
    assert count_queries(director, URLS[code]) == few


def test_the_queries_of_lost_sales_and_dues_do_not_grow(director, hand_made, count_queries):
    lost = reverse("reports:lost")
    few = count_queries(director, f"{lost}?start=2026-11-20&end=2026-11-20")
    assert count_queries(director, f"{lost}?start=2026-10-01&end=2026-11-21") == few
    # Of the two dues one lies beyond the ten days.
    few = count_queries(director, f"{URLS['forecast']}?on=2026-11-10")
    assert count_queries(director, f"{URLS['forecast']}?on=2026-11-21") == few


def test_rows_behind_a_figure_take_as_many_queries_for_many(director, hand_made, count_queries):
    rows = reverse("reports:progression_rows")
    few = count_queries(director, f"{rows}?show=carried&by_before=H")
    assert count_queries(director, f"{rows}?show=all") == few
