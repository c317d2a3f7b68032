"""A person is chosen from a list of few, and by typing a name among thousands (R1.3)."""

import re

import pytest
from django.urls import reverse

from accounts.access import fields
from tests.factories import Floor, StoreFactory, UserFactory

LIST = reverse("leads:customer_list")


@pytest.fixture
def floor(db, now):
    floor = Floor()
    floor.director.full_name = "陈主任"
    floor.director.save()
    floor.zhang, floor.other = (
        floor.new_consultant(full_name="张伟", username=f"zhang{n}") for n in (1, 2)
    )
    floor.li = floor.new_consultant(full_name="李雷", username="li")
    on = now.date()
    floor.of_zhang = floor.open(now=now, on=on, consultant=floor.zhang, name="王五")
    floor.of_li = floor.open(now=now, on=on, consultant=floor.li, name="赵六")
    return floor


@pytest.fixture
def director(client, floor):
    client.force_login(floor.director)
    return client


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(fields, "MOST_LISTED", 2)


def shown(answer):
    return {name for name in ("王五", "赵六") if name in answer.content.decode()}


def field(answer):
    return re.search(r"<(?:input|select)[^>]*name=\"consultant\"[^>]*>", answer.content.decode())[0]


def test_few_are_a_list(director, floor):
    answer = director.get(LIST)
    assert field(answer).startswith("<select")
    assert f'value="{floor.li.pk}">李雷' in answer.content.decode()


def test_many_are_a_field_to_type_in_that_works_without_a_script(director, floor, many):
    answer = director.get(LIST)
    assert field(answer).startswith("<input") and 'list="id_consultant-people"' in field(answer)
    assert "<option" not in re.search("<datalist.*?</datalist>", answer.content.decode(), re.S)[0]
    for typed in ("李雷", "李", "li", "李雷 · li", str(floor.li.pk)):
        answer = director.get(LIST, {"consultant": typed})
        assert shown(answer) == {"赵六"}, typed
    # By its key it is shown by name.
    assert 'value="李雷 · li"' in field(answer)


def test_several_and_nobody_are_said_beside_the_field(director, many):
    answer = director.get(LIST, {"consultant": "张伟"})
    assert "Several have such a name. Take one: 张伟 · zhang1, 张伟 · zhang2" in (
        answer.content.decode()
    )
    assert shown(director.get(LIST, {"consultant": "张伟 · zhang1"})) == {"王五"}
    assert "nobody of that name" in director.get(LIST, {"consultant": "孙"}).content.decode()


def test_nobody_is_found_whom_one_does_not_oversee(director, many):
    UserFactory(store=StoreFactory(), full_name="孙七", username="sun")
    for typed in ("孙七", "sun"):
        answer = director.get(LIST, {"consultant": typed})
        assert "nobody of that name" in answer.content.decode()
    assert "孙七" not in director.post(reverse("people_named"), {"q": "孙"}).content.decode()


def test_names_are_proposed_while_one_types(director, floor):
    answer = director.post(reverse("people_named"), {"consultant": "张"})
    assert re.findall(r'value="([^"]*)"', answer.content.decode()) == [
        "张伟 · zhang1",
        "张伟 · zhang2",
    ]
    assert "<option" not in director.post(reverse("people_named"), {"q": " "}).content.decode()


def test_a_sheet_and_a_form_take_names_as_well(director, floor, many):
    sheet = director.get(reverse("reports:lost"), {"consultant": "李雷"})
    assert sheet.context["scope"].person == floor.li
    form = director.get(reverse("followups:errand_create"))
    assert 'list="id_person-people"' in form.content.decode()


def test_a_name_that_no_database_takes_is_nobodys(director, many):
    typed = {"consultant": "李\0"}
    assert "nobody of that name" in director.get(LIST, typed).content.decode()
    assert "<option" not in director.post(reverse("people_named"), typed).content.decode()
