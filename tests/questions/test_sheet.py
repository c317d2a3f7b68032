"""The sheet of questions by department and person, the rows behind its figures, the filter of the list (R5.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from reports.exports.services import SheetWorkbook
from reports.sheets.queries.catalogue import SHEETS
from reports.sheets.queries.scope import Scope
from reports.sheets.queries.sheet import Figure, whole
from service.questions.rules import FINANCE, SERVICE
from service.questions.services import answer, ask
from tests.factories import Floor, UserFactory

LIST, SHEET = reverse("service:question_list"), reverse("reports:questions")


@pytest.fixture
def later(now, monkeypatch):
    """Four hours after what was asked: a term of two hours is over."""
    later = now + timedelta(hours=4)
    monkeypatch.setattr("foundation.clock.now", lambda: later)
    return later


@pytest.fixture
def asked(floor, now):
    """Finance: answered after 10, 50 and 201 minutes, one of them late, one late that waits; service: one waits.

    The last is the manager's; one more was asked half a year ago.
    """

    def put(department, *, by=floor.consultant, minutes=120, at=now):
        return ask(
            by=by,
            now=at,
            customer=floor.customer,
            department=department,
            text="月供多少？",
            minutes=minutes,
        )

    for minutes in (10, 50, 201):
        answer(put(FINANCE), by=floor.finance, now=now + timedelta(minutes=minutes), text="三千")
    put(FINANCE)
    put(SERVICE, by=floor.manager, minutes=540)
    put(FINANCE, at=now - timedelta(days=180))


def scope_of(viewer, now, **how):
    on = now.date()
    return Scope(viewer, on - timedelta(days=90), on, on, now=now, **how)


def lines_of(scope):
    sheet = SHEETS["questions"]
    lines = [*sheet.lines(scope, list(sheet.rows(scope))), sheet.total(scope)]
    return {
        line[0]: [cell.value if isinstance(cell, Figure) else cell for cell in line[1:]]
        for line in lines
    }


def test_r5_4_each_department_with_its_times(floor, asked, later):
    assert lines_of(scope_of(floor.director, later)) == {
        "Finance": [4, 1, 3, 2, 50.0, 50, 87],
        "Customer service": [1, 1, 0, 0, 0.0, None, None],
        "Total": [5, 2, 3, 2, 40.0, 50, 87],
    }


def test_r5_4_each_who_asked(floor, asked, later):
    found = lines_of(scope_of(floor.director, later, by="person"))
    assert found[str(floor.consultant)] == [4, 1, 3, 2, 50.0, 50, 87]
    assert found[str(floor.manager)] == [1, 1, 0, 0, 0.0, None, None]
    own = lines_of(scope_of(floor.director, later, person=floor.consultant))
    assert list(own) == ["Finance", "Total"]


def test_r5_4_a_sheet_holds_what_the_list_does(floor, asked, later):
    """A department its own, a consultant theirs, another store none."""
    for viewer, number in (
        (floor.finance, 4),
        (floor.service, 1),
        (floor.consultant, 5),
        (floor.new_consultant(), 0),
        (UserFactory(store=Floor().store, role="finance"), 0),
    ):
        scope = scope_of(viewer, later)
        assert lines_of(scope)["Total"][0] == number, viewer.role
        assert whole(SHEETS["questions"].behind(scope, "asked", {})) == number


def test_r5_4_the_rows_behind_a_figure_lead_to_the_question(floor, asked, later, browse):
    page = browse(floor.finance).get(
        reverse("reports:questions_rows"), {"show": "late", "by_department": "finance"}
    )
    text = page.content.decode()
    assert page.context["page_obj"].paginator.count == 2
    assert "/questions/" in text and floor.customer.phone not in text
    nonsense = browse(floor.finance).get(reverse("reports:questions_rows"), {"by_person": "x"})
    assert nonsense.status_code == 404


def test_r5_4_on_paper_and_as_a_workbook(floor, asked, later, browse, tmp_path):
    me = browse(floor.director)
    for address in (SHEET, reverse("reports:questions_paper")):
        assert "Customer service" in me.get(address, {"by": "department"}).content.decode()
    path = tmp_path / "sheet.xlsx"
    scope = scope_of(floor.director, later)
    SheetWorkbook(path, SHEETS["questions"], scope, with_phones=False, pulse=lambda: None).write()
    cells = [cell.value for row in load_workbook(path).worksheets[0] for cell in row]
    assert "Finance" in cells and 50 in cells


def test_r5_4_the_list_is_filtered_and_leads_to_the_sheet(floor, asked, later, browse):
    me = browse(floor.director)

    def shown(**query):
        return me.get(LIST, query).context["page_obj"].paginator.count

    assert SHEET in me.get(LIST).content.decode()
    assert [shown(state=state) for state in ("all", "open", "late", "answered")] == [6, 3, 3, 3]
    assert shown(department="service") == 1 and shown(department="nobody") == 6
    assert shown(month="2026-11") == 5 and shown(month="2026-10") == 0 and shown(month="x") == 6
    assert shown(month="2026-11", department="finance", state="late") == 2


def test_the_sheet_takes_as_many_queries_for_three_as_for_one(
    floor, now, later, browse, count_queries
):
    client = browse(floor.director)

    def put(by):
        return ask(
            by=by, now=now, customer=floor.customer, department=FINANCE, text="?", minutes=120
        )

    query = f"{SHEET}?by=person"
    put(floor.consultant)
    one = count_queries(client, query), count_queries(client, reverse("reports:questions_rows"))
    put(floor.manager), put(floor.director)
    three = count_queries(client, query), count_queries(client, reverse("reports:questions_rows"))
    assert three == one
