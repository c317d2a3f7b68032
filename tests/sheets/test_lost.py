"""销售流失分析表 (R9.6) of the dealership worked out by hand."""

import pytest
from django.urls import reverse

from tests.sheets.hand_made import LOST

URL = reverse("reports:lost")
QUERY = f"{URL}?start=2026-10-01&end=2026-11-21"


def test_each_line(director, hand_made):
    found = {
        str(line[0]): (str(line[4]), line[3], line[7], line[5])
        for line in director.get(QUERY).context["lines"]
    }
    assert found == LOST


def test_the_tables_add_them_up(director, hand_made):
    reasons, people, competitors = director.get(QUERY).context["tables"]
    rows = {str(line[0]): [cell.value for cell in line[1:-1]] for line in reasons.lines}
    # Columns: A, H in the policy's order (H first), together.
    assert [str(column.label) for column in reasons.columns[1:-1]] == ["H", "A", "Together"]
    assert rows["Price"] == [1, 0, 1] and rows["Unreachable"] == [0, 1, 1]
    assert [cell.value for cell in reasons.total[1:-1]] == [2, 1, 3]
    assert [round(line[-1]) for line in reasons.lines if line[-2].value] == [33, 33, 33]
    assert {line[0]: line[-2].value for line in people.lines} == {"李娜": 2, "陈晨": 1}
    assert [(line[0], line[1].value) for line in competitors.lines] == [("Corolla", 1)]


@pytest.mark.parametrize("query", ["", "?start=2026-10-01", "?start=2026-12-01&end=2026-12-31"])
def test_every_figure_equals_the_rows_behind_it(
    director, hand_made, assert_figures_lead_to_their_rows, query
):
    assert_figures_lead_to_their_rows(director, URL + query)


def test_who_sees_which(browse, hand_made):
    def names(person, **query):
        query = {"start": "2026-10-01"} | query
        return {str(line[0]) for line in browse(person).get(URL, query).context["lines"]}

    assert names(hand_made.li) == {"张三", "王一"}
    assert names(hand_made.chen) == {"陈十"}
    assert names(hand_made.floor.manager) == {"张三", "王一"}
    assert names(hand_made.floor.director, consultant=hand_made.chen.pk) == {"陈十"}


def test_a_period_that_ends_before_it_begins_says_so(director, hand_made):
    answer = director.get(URL, {"start": "2026-11-20", "end": "2026-11-01"})
    assert "end" in answer.context["form"].errors
