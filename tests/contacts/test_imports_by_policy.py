"""A card entered under another policy than its store's keeps it (R3.2); the first loss ends (R2.7)."""

import csv

import pytest
from django.core.management import call_command

from leads.opportunities.models import Opportunity
from tests.factories import Floor
from tests.importing.conftest import ahead, floor, is_consistent, load, run, write  # noqa: F401

pytestmark = pytest.mark.django_db

CARD = {
    "name": "王小明",
    "gender": "男",
    "phone": "13800000001",
    "birthday": "1900-01-01",
    "source": "3",
    "customer_type": "私",
    "district": "朝阳",
    "model": "Golf",
    "expected_purchase_date": "2026-10-06",
    "note": "H 急",
    "registered_on": "2026-10-01",
}
CONTACT = {"phone": "13800000001", "model": "Golf", "mode": "phone", "content": "谈"}


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture
def load(tmp_path, floor):
    def load(kind, *rows):
        path = tmp_path / f"{kind}.csv"
        rows = [row | {"consultant": floor.consultant.username} for row in rows]
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, dict.fromkeys(k for row in rows for k in row))
            writer.writeheader()
            writer.writerows(rows)
        call_command(f"import_{kind}", str(path))

    return load


def contact(day, **fields):
    on = f"2026-10-{day:02}"
    return CONTACT | {"planned_on": on, "executed_on": on, "result": "reached"} | fields


@pytest.mark.parametrize("files", [1, 2])
def test_later_notes_are_read_by_the_policy_of_the_card(load, files):
    load("customers", CARD | {"policy_code": "S1"})
    rows = [contact(3, note="A 再看看"), contact(5, note="H 又急了")]
    for some in [rows] if files == 1 else [rows[:1], rows[1:]]:
        load("activities", *some)
    grade = Opportunity.objects.get().grade
    assert (grade.policy.code, grade.code, grade.cadence) == ("S1", "H", 1)


@pytest.mark.parametrize("order", [1, -1])
def test_the_earlier_of_two_losses_ends_the_opportunity(load, order):
    load("customers", CARD)
    rows = [contact(3, result="lost"), contact(8, result="lost")][::order]
    load("activities", *rows)
    changes = Opportunity.objects.get().changes.filter(state="lost")
    assert changes.earliest("changed_on").changed_on.day == 3
    ends = Opportunity.objects.get().deadlines.values_list("ended_on", flat=True)
    assert {on.day for on in ends} == {3}
