"""Introductions of the dealership worked out by hand (R2.3, R2.4, R9)."""

from datetime import date

import pytest
from django.urls import reverse

from leads.customers.models import Customer
from reports.sheets.queries.sheet import Figure, Phone

URL = reverse("reports:introductions")
SPAN = f"{URL}?start=2026-10-01&end=2026-11-21"


def plain(value):
    value = value.value if isinstance(value, Figure) else value
    return (value.number, value.is_open) if isinstance(value, Phone) else value


def lines(answer):
    return [[plain(value) for value in line] for line in answer.context["lines"]]


@pytest.fixture
def introduced(hand_made):
    """王一 of 李娜 brought 李二, 蒋十三 who bought and, before the span, 褚十一; a stranger brought 孙五."""
    cards = {name: opportunity.customer for name, opportunity in hand_made.customers.items()}
    names = [cards[name].pk for name in ("李二", "蒋十三", "褚十一")]
    Customer.objects.filter(pk__in=names).update(introducer_phone=cards["王一"].phone)
    stranger = {"introducer_phone": "13911112222", "introducer_name": "老周"}
    Customer.objects.filter(pk=cards["孙五"].pk).update(**stranger)
    # Nobody introduces themselves.
    own = cards["吴七"]
    Customer.objects.filter(pk=own.pk).update(introducer_phone=own.phone)
    hand_made.customers["蒋十三"].__class__.objects.filter(customer=cards["蒋十三"]).update(
        state="won", ended_on=date(2026, 11, 20)
    )
    return cards


def test_each_introducer_with_how_many_bought(director, hand_made, introduced):
    known, stranger = lines(director.get(SPAN))
    phone, store = introduced["王一"].phone, hand_made.floor.store.name
    assert str(known[0]) == "王一" and known[1] == (phone, True)
    assert known[2:] == ["✓", 2, 1, 50.0, date(2026, 10, 20), date(2026, 10, 25), store]
    day = date(2026, 11, 2)
    assert stranger == ["老周", ("13911112222", True), "", 1, 0, 0.0, day, day, store]
    (group,) = director.get(SPAN).context["groups"]
    assert [figure.value for figure in group.figures] == [3, 1]


def test_every_figure_equals_the_rows_behind_it(
    director, introduced, assert_figures_lead_to_their_rows
):
    assert len(assert_figures_lead_to_their_rows(director, SPAN)) == 6
    page = director.get(SPAN).content.decode()
    assert "by_introducer" in page and f"by_introducer={introduced['王一'].phone}" not in page
    for wrong in ("0", "x", "9" * 30):
        assert director.get(f"{URL}rows?show=introduced&by_introducer={wrong}").status_code == 404


def test_a_consultant_sees_their_own_and_a_colleagues_customer_masked(
    browse, hand_made, introduced
):
    (line,) = lines(browse(hand_made.chen).get(SPAN))
    assert line[0] == "王**" and line[1] == (introduced["王一"].phone, False)
    assert line[2:5] == ["✓", 1, 1]


def test_the_number_of_queries_stays(director, introduced, count_queries):
    few = count_queries(director, SPAN)
    for number, name in enumerate(("赵四", "冯九", "陈十")):
        Customer.objects.filter(pk=introduced[name].pk).update(introducer_phone=f"1390000{number}")
    assert count_queries(director, SPAN) == few


def test_the_paper_and_the_spreadsheet_can_be_made(
    director, hand_made, introduced, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    assert "介绍客户统计表" in director.get(f"{URL}paper").content.decode()
    token = director.get(URL).context["once"]["token"].value()
    director.post(f"{URL}export", {"token": token})
    assert [export.state for export in hand_made.floor.director.exports.all()] == ["done"]
