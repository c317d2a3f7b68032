"""销售活动日报表 (R9.4) of the dealership worked out by hand."""

import pytest
from django.urls import reverse

from tests.sheets.hand_made import DAILY, NOV, day

URL = reverse("reports:daily")


def lines(answer):
    codes = [column.code for column in answer.context["columns"]]
    return [
        {code: str(value or "") for code, value in zip(codes, line, strict=True)}
        for line in answer.context["lines"]
    ]


@pytest.mark.parametrize("on", DAILY)
def test_the_figures_above_it(director, hand_made, on):
    groups = director.get(URL, {"on": on.isoformat()}).context["groups"]
    figures = [figure for group in groups for figure in group.figures]
    grades = {f.by["grade"]: f.value for f in figures if "grade" in f.by}
    found = {
        "prospects": tuple(grades[code] for code in "HABC"),
        "work": {f.by["work"]: f.value for f in figures if "work" in f.by},
    }
    found |= {f.show: f.value for f in figures if not f.by and f.show != "prospects"}
    assert found == DAILY[on]


def test_each_line_shows_the_contact_and_the_grades_around_it(director, hand_made):
    first, second = lines(director.get(URL, {"on": "2026-11-04"}))
    assert (first["customer"], first["before"], first["after"], first["mode"]) == (
        "孙五",
        "H",
        "A",
        "Phone call",
    )
    assert (second["before"], second["after"], second["mode"]) == ("A", "B", "WeChat")
    assert (second["care"], second["progress"], second["prospecting"]) == ("", "✓", "")
    (late,) = lines(director.get(URL, {"on": "2026-11-20", "consultant": hand_made.wang.pk}))
    assert (late["customer"], late["before"], late["after"]) == ("郑八", "A", "H")
    assert late["remarks"] == "谈了价格 / 再考虑"


@pytest.mark.parametrize("on", [day(10, 16), *DAILY, day(NOV, 22)])
def test_every_figure_equals_the_rows_behind_it(
    director, hand_made, assert_figures_lead_to_their_rows, on
):
    assert_figures_lead_to_their_rows(director, f"{URL}?on={on}")


def test_a_consultant_reports_his_own(browse, hand_made):
    answer = browse(hand_made.wang).get(URL)
    assert [line["customer"] for line in lines(answer)] == ["吴七"]
    assert browse(hand_made.li).get(URL).context["lines"] == []


def test_the_number_of_queries_does_not_grow(hand_made, director, count_queries):
    few = count_queries(director, f"{URL}?on=2026-11-21")
    assert count_queries(director, f"{URL}?on=2026-11-20") == few
