"""潜在顾客等级推进表 (R9.3) of the dealership worked out by hand."""

import pytest
from django.urls import reverse

from reports.sheets.rules import grades_around
from tests.sheets.hand_made import CONTACTS, PROGRESSION, PROGRESSION_FIGURES

URL = reverse("reports:progression")


def table(answer):
    """``{name: (carried over, new, {day: grade}, at the end)}`` as the page shows it."""
    columns = [column.code for column in answer.context["columns"]]
    found = {}
    for line in answer.context["lines"]:
        row = dict(zip(columns, line, strict=True))
        days = {int(code[1:]): row[code] for code in columns if code[1:].isdigit() and row[code]}
        found[str(row["customer"])] = (row["before"] or "", row["new"] or "", days, row["end"])
    return found


def test_each_line_is_as_worked_out(director, hand_made):
    assert table(director.get(URL)) == PROGRESSION


def test_the_figures_above_it(director, hand_made):
    groups = director.get(URL).context["groups"]
    for group in groups[:3]:
        shown = {figure.by.get(next(iter(figure.by), ""), ""): figure for figure in group.figures}
        name = group.figures[0].show
        assert {code: f.value for code, f in shown.items()} == {"O": 0} | PROGRESSION_FIGURES[name]
    results = {figure.show: figure.value for figure in groups[3].figures}
    assert results == {name: PROGRESSION_FIGURES[name] for name in ("won", "lost")}


def test_the_sums_below_it(director, hand_made):
    answer = director.get(URL)
    total = dict(
        zip([c.code for c in answer.context["columns"]], answer.context["total"], strict=True)
    )
    by_day = {n: total[f"d{n}"].value for n in range(1, 31) if total[f"d{n}"].value}
    assert by_day == CONTACTS
    assert (total["before"].value, total["new"].value, total["end"].value) == (6, 5, 11)


@pytest.mark.parametrize("month", ["2026-09", "2026-10", "2026-11", "2026-12"])
def test_every_figure_equals_the_rows_behind_it(
    director, hand_made, assert_figures_lead_to_their_rows, month
):
    assert_figures_lead_to_their_rows(director, f"{URL}?month={month}")


def test_who_sees_which_lines(browse, hand_made):
    def names(person, **query):
        return set(table(browse(person).get(URL, query)))

    li = {"王一", "李二", "赵四", "孙五", "周六", "冯九"}
    wang, chen = {"吴七", "郑八"}, {"陈十", "卫十二", "蒋十三"}
    floor = hand_made.floor
    assert names(hand_made.li) == li
    assert names(hand_made.wang) == wang
    assert names(floor.manager) == li | wang
    assert names(floor.manager, consultant=hand_made.wang.pk) == wang
    # Not of his team: the filter does not know her.
    assert names(floor.manager, consultant=hand_made.chen.pk) == li | wang
    assert names(floor.director, team=hand_made.other_manager.pk) == chen
    assert names(floor.director) == li | wang | chen


def test_a_month_is_told_by_who_had_the_customer_then(browse, hand_made):
    """冯九 was 王强's at the end of October, and is 李娜's now."""
    client = browse(hand_made.floor.manager)
    october = {"month": "2026-10"}
    assert "冯九" in table(client.get(URL, october | {"consultant": hand_made.wang.pk}))
    assert "冯九" not in table(client.get(URL, october | {"consultant": hand_made.li.pk}))


def test_what_makes_no_sense_is_left_out_and_said(director, hand_made):
    answer = director.get(URL, {"month": "2026-13"})
    assert answer.status_code == 200 and "month" in answer.context["form"].errors
    for absurd in ("", "x", "0000-01", "9" * 50, "2026-1", "2026-11-01", "好"):
        assert director.get(URL, {"month": absurd, "consultant": absurd}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["show=none", "show=all&by_none=1", "show=contacts&by_on=x", "show=all&by_then=%00"],
)
def test_rows_of_nothing_are_not_found(director, hand_made, query):
    assert director.get(f"{URL}rows?{query}").status_code == 404


def test_the_number_of_queries_does_not_grow(hand_made, browse, count_queries):
    few = count_queries(browse(hand_made.wang), URL)
    assert count_queries(browse(hand_made.li), URL) == few


def test_of_the_changes_of_one_day_a_contact_has_seen_the_earlier_ones():
    """Two contacts of one day, the second one's change imported first."""
    changes = [(1, None, "C"), (4, 8, "B"), (4, 7, "A"), (4, None, "H")]
    assert grades_around(changes, [(7, 4), (8, 4)]) == {7: ("C", "A"), 8: ("A", "B")}
