"""The heads of the customer list sort it, a second click the other way (R3.5)."""

import re

import pytest


def sort_of(page, label):
    """``(what a click on the head asks for, aria-sort)``."""
    head = re.search(rf'<th scope="col"([^>]*)>\s*<a href="([^"]*)">{label}</a>', page)
    said = re.search(r'aria-sort="(\w+)"', head[1])
    return re.search(r"sort=(-?\w+)", head[2])[1], said and said[1]


@pytest.fixture
def customers(floor, now, today):
    for name, grade, days in [("乙", "H", 5), ("甲", "B", 25), ("丙", "A", 12)]:
        floor.open(now=now, on=today, name=name, grade=grade, days=days)


def test_a_click_sorts_and_a_second_one_turns_it(client, customers):
    page = client.get("/customers/").content.decode()
    assert sort_of(page, "Grade") == ("-grade", "ascending")
    assert sort_of(page, "Expected") == ("expected", None)
    answer = client.get("/customers/?sort=-expected")
    assert [o.customer.name for o in answer.context["page_obj"]] == ["甲", "丙", "乙"]
    assert sort_of(answer.content.decode(), "Expected") == ("expected", "descending")
    answer = client.get("/customers/?sort=-grade")
    assert [o.customer.name for o in answer.context["page_obj"]] == ["甲", "丙", "乙"]
