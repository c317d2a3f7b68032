"""The sheet of expenses, worked out by hand (R14.4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from leads.customers.models import Customer
from orders.expenses.services import add_expense, strike_expense
from reports.sheets.queries.sheet import Figure
from tests.factories import Floor
from tests.orders.conftest import *  # noqa: F403
from tests.sheets.conftest import assert_figures_lead_to_their_rows  # noqa: F401

URL = reverse("reports:expenses")


@pytest.fixture
def spent(floor, now, today):
    """赵一: meals 10 and 20 this month, fuel 5 last month; 钱二: a gift of 7, one of 9 struck out."""
    people = floor.consultant, floor.new_consultant(full_name="钱二")
    type(people[0]).objects.filter(pk=people[0].pk).update(full_name="赵一")
    back = today - timedelta(days=40)
    first, second = (
        floor.open(now=now - timedelta(days=50), on=back, plan_in=2, consultant=person)
        for person in people
    )
    rows = []
    for opportunity, kind, amount, day in (
        (first, "meal", 10, today),
        (first, "meal", 20, today),
        (first, "fuel", 5, back),
        (second, "gift", 7, today),
        (second, "gift", 9, today),
    ):
        rows.append(
            add_expense(
                by=opportunity.consultant,
                now=now,
                on=today,
                opportunity=opportunity,
                kind=kind,
                amount=Decimal(amount),
                spent_on=day,
            )
        )
    strike_expense(by=floor.manager, now=now, expense=rows[-1], reason="twice")
    other = Floor()
    elsewhere = other.open(now=now, on=today)
    add_expense(
        by=other.consultant,
        now=now,
        on=today,
        opportunity=elsewhere,
        kind="gift",
        amount=Decimal(1000),
        spent_on=today,
    )
    return people


def lines(answer):
    plain = [
        [cell.value if isinstance(cell, Figure) else cell for cell in line]
        for line in [*answer.context["lines"], answer.context["total"]]
    ]
    return [[str(line[0]), *line[1:]] for line in plain]


def test_r14_4_by_consultant_and_kind(director, spent):
    first, second, total = lines(director.get(URL))
    assert total == ["Total", 5, 7, 30, 0, 0, 0, 4, 42]
    assert sorted([first, second]) == [
        ["赵一", 5, 0, 30, 0, 0, 0, 3, 35],
        ["钱二", 0, 7, 0, 0, 0, 0, 1, 7],
    ]


def test_r14_4_by_kind_and_by_month(director, spent):
    assert lines(director.get(f"{URL}?by=kind")) == [
        ["Fuel of a test drive", 1, 5],
        ["Gift", 1, 7],
        ["Meal", 2, 30],
        ["Total", 4, 42],
    ]
    latest, earlier, total = lines(director.get(f"{URL}?by=month"))
    assert (latest[-2:], earlier[-2:], total[-2:]) == ([3, 37], [1, 5], [4, 42])


@pytest.mark.parametrize("way", ["person", "kind", "month"])
def test_r14_4_every_figure_has_its_rows(
    director,
    spent,
    way,
    assert_figures_lead_to_their_rows,  # noqa: F811
):
    assert assert_figures_lead_to_their_rows(director, f"{URL}?by={way}")


def test_r14_4_nonsense_in_an_address_is_not_found(director, spent):
    for part in ("by_person=x", "by_month=x", "by_person=" + "9" * 30, "by_kind=%00"):
        assert director.get(f"{URL}rows?show=spent&{part}").status_code == 404


def test_r14_4_whom_it_shows_what(browse, cashier, floor, spent):  # noqa: F811
    own = lines(browse(floor.consultant).get(URL))
    assert own[-1][-1] == 35 and len(own) == 2
    assert lines(cashier.get(URL))[-1][-1] == 42
    rows = cashier.get(f"{URL}rows?show=spent").content.decode()
    assert "王小明" in rows and "****" in rows
    assert not any(each.phone in rows for each in Customer.objects.all())


def test_r14_4_the_queries_stay(director, spent, floor, now, today, count_queries):  # noqa: F811
    few = [count_queries(director, f"{URL}?by={way}") for way in ("person", "month")]
    opportunity = floor.open(now=now, on=today, consultant=floor.new_consultant(full_name="孙三"))
    for kind in ("trip", "other"):
        add_expense(
            by=floor.manager,
            now=now,
            on=today,
            opportunity=opportunity,
            kind=kind,
            amount=Decimal(1),
            spent_on=today,
        )
    assert [count_queries(director, f"{URL}?by={way}") for way in ("person", "month")] == few


def test_r14_4_the_paper_and_the_spreadsheet(director, floor, spent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert "客户费用统计表" in director.get(f"{URL}paper").content.decode()
    token = director.get(URL).context["once"]["token"].value()
    director.post(f"{URL}export", {"token": token})
    assert [export.state for export in floor.director.exports.all()] == ["done"]
