"""销售活动日报表 (R9.4) of the dealership worked out by hand."""

import pytest
from django.urls import reverse

from followups.support.services import answer_support, ask_for_support
from tests.sheets.hand_made import DAILY, NOV, at, day

URL = reverse("reports:daily")


def lines(answer):
    codes = [column.code for column in answer.context["columns"]]
    return [
        {code: str(value or "") for code, value in zip(codes, line, strict=True)}
        for line in answer.context["lines"]
    ]


@pytest.mark.parametrize("on", DAILY)
def test_the_figures_above_it(director, hand_made, on):
    prospects, month, _support = director.get(URL, {"on": on.isoformat()}).context["tables"]
    found = {line[-1].show: tuple(f.value for f in line[1:-1]) for line in prospects.lines}
    for line in month.lines:
        found[line[1].show.partition("_")[0]] = tuple(figure.value for figure in line[1:])
    assert found == DAILY[on]
    assert [line[-1].value for line in prospects.lines] == [
        sum(DAILY[on][line[-1].show]) for line in prospects.lines
    ]


def test_care_progress_and_prospecting_are_as_the_form_defines_them(director, hand_made):
    """R9.4: care from the delivery on, progress of prospects, prospecting of source 5 alone."""
    delivered = hand_made.customers["褚十一"]
    type(delivered.customer).objects.filter(pk=delivered.customer_id).update(source=5)
    hand_made.floor.care(delivered, now=at(day(NOV, 21)), on=day(NOV, 21))
    hand_made.contact("蒋十三", day(NOV, 21))
    ticks = {
        line["customer"]: (line["care"], line["progress"], line["prospecting"])
        for line in lines(director.get(URL))
    }
    assert ticks == {"褚十一": ("✓", "", ""), "蒋十三": ("", "", ""), "吴七": ("", "✓", "✓")}


def test_lines_are_numbered_through_and_the_day_has_its_name(director, hand_made):
    answer = director.get(URL, {"on": "2026-11-04"})
    assert [line["number"] for line in lines(answer)] == ["1", "2"]
    assert "Wednesday, 4 Nov 2026" in answer.content.decode()


def test_support_wanted_stands_on_the_paper_with_its_answer(director, hand_made, browse):
    on, now = day(NOV, 21), at(day(NOV, 21))
    wanted = ask_for_support(by=hand_made.li, now=now, on=on, text="周末需要试驾车")
    answer_support(by=hand_made.floor.manager, now=now, wanted=wanted, text="已安排")
    paper = director.get(reverse("reports:daily_paper")).content.decode()
    assert "周末需要试驾车" in paper and "已安排" in paper
    assert "周末需要试驾车" not in browse(hand_made.wang).get(URL).content.decode()


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
    few = count_queries(director, f"{URL}?on=2026-11-18")
    assert count_queries(director, f"{URL}?on=2026-11-20") == few
