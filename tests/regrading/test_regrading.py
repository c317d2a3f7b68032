"""Grade and date in one line, outside a contact (R3.1, R3.3, R3.4), and the board by grade (R3.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from followups.deadlines.services import compare
from followups.regrading.services import regrade
from leads.opportunities.models import Opportunity
from tests.factories import UserFactory

BOARD = reverse("followups:grade_board")


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, grade="A", days=10)


def address(opportunity, **query):
    return reverse("followups:regrade", args=[opportunity.pk], query=query)


def test_a_warmer_grade_is_kept_with_who_and_when_r3_4(floor, opportunity, now, today):
    regrade(
        by=floor.consultant,
        now=now,
        on=today,
        opportunity=opportunity,
        note="h 明天来",
        expected_on=today + timedelta(days=3),
    )
    opportunity.refresh_from_db()
    assert (opportunity.grade.code, opportunity.note) == ("H", "H 明天来")
    change = opportunity.changes.latest("pk")
    assert (change.by, change.grade.code, change.activity_id) == (floor.consultant, "H", None)
    assert not opportunity.activities.executed().exists()
    assert not compare(Opportunity.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "note, days, field",
    [
        ("A 还在比", 40, "expected_on"),
        ("A 还在比", -1, "expected_on"),
        ("还在比", 10, "note"),
        ("O 已订车", 10, "note"),
    ],
)
def test_what_does_not_fit_is_refused_r3_3(floor, opportunity, now, today, note, days, field):
    wrong = {"note": note, "expected_on": today + timedelta(days=days)}
    with pytest.raises(ValidationError) as error:
        regrade(by=floor.consultant, now=now, on=today, opportunity=opportunity, **wrong)
    assert field in error.value.message_dict


def test_from_list_and_card_a_tap_leads_to_one_line(client, floor, opportunity, fields, today):
    listed = reverse("leads:customer_list", query={"grade": "A"})
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    for page in (listed, card):
        assert address(opportunity, back=page) in client.get(page).content.decode().replace(
            "&amp;", "&"
        )
    url = address(opportunity, back=listed, to="H")
    form = client.get(url)
    assert form.context["form"]["note"].value() == "H 客户"
    refused = client.post(url, fields(form))
    assert "does not fit" in refused.content.decode()
    date = {"expected_on": today + timedelta(days=5)}
    assert client.post(url, fields(refused, **date)).url == listed
    opportunity.refresh_from_db()
    assert (opportunity.grade.code, opportunity.expected_on) == ("H", date["expected_on"])
    away = address(opportunity, back="https://example.com/")
    assert client.post(away, fields(client.get(away), letter="A")).url == card


def test_an_old_line_brings_no_old_grade_back(client, opportunity, fields, today):
    old = client.get(address(opportunity))
    assert client.post(address(opportunity), fields(old, letter="B")).status_code == 302
    late = client.post(address(opportunity), fields(old, expected_on=today + timedelta(days=12)))
    assert late.status_code in (200, 302)
    opportunity.refresh_from_db()
    assert opportunity.grade.code == "B"


def test_what_has_ended_has_no_line(client, opportunity):
    Opportunity.objects.filter(pk=opportunity.pk).update(state="lost")
    assert client.get(address(opportunity)).status_code == 404


def test_the_board_has_a_column_a_grade(
    client, floor, opportunity, now, today, count_queries, browse
):
    floor.open(now=now, on=today, grade="H", days=2)
    columns = client.get(BOARD).context["columns"]
    told = {column.grade.code: column.number for column in columns}
    assert list(told)[:4] == ["H", "A", "B", "C"] and (told["H"], told["A"], told["B"]) == (1, 1, 0)
    few = count_queries(client, BOARD)
    for _n in range(3):
        floor.open(now=now, on=today, grade="A", days=9)
    assert count_queries(client, BOARD) == few
    other = browse(UserFactory(store=floor.store, role="consultant"))
    assert not sum(column.number for column in other.get(BOARD).context["columns"])


def test_a_column_shows_the_first_and_leads_to_the_rest(client, floor, now, today, monkeypatch):
    monkeypatch.setattr("followups.regrading.queries.CARDS", 2)
    for days in (9, 3, 12):
        floor.open(now=now, on=today, grade="A", days=days)
    page = client.get(BOARD)
    [column] = [column for column in page.context["columns"] if column.grade.code == "A"]
    assert [(o.expected_on - today).days for o in column.cards] == [3, 9] and column.more == 1
    assert f"{reverse('leads:customer_list')}?grade=A" in page.content.decode()
