"""The emphasis of the month (本月重点), on everybody's first page of the store (R1.1)."""

from datetime import date
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.emphasis.models import Emphasis
from accounts.emphasis.services import write_emphasis
from accounts.people.models import Role
from tests.factories import Floor, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_now(now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield now


@pytest.fixture
def general(floor):
    return UserFactory(store=floor.store, role=Role.GENERAL_MANAGER)


@pytest.fixture
def floor(db):
    return Floor()


def first_page(client, person):
    client.force_login(person)
    return client.get(reverse("home"), follow=True).content.decode()


def test_it_stands_on_the_first_page_of_everybody_in_the_store(client, floor, general, at_now):
    client.force_login(general)
    answer = client.post(reverse("accounts:emphasis"), {"month": "2026-11", "text": "抓新车试驾"})
    assert answer.status_code == 302
    roles = (Role.RECEPTION, Role.MARKETING, Role.SERVICE, Role.FINANCE, Role.ADMINISTRATOR)
    people = [floor.consultant, floor.manager, floor.director, general]
    people += [UserFactory(store=floor.store, role=role) for role in roles]
    without = [str(p.role) for p in people if "抓新车试驾" not in first_page(client, p)]
    assert without == []
    assert "抓新车试驾" not in first_page(client, Floor().consultant)


def test_it_is_of_its_month(client, floor, general, at_now):
    on = at_now.date()
    for month, text in ((date(on.year, on.month, 1), "now"), (date(on.year + 1, 1, 1), "later")):
        write_emphasis(by=general, now=at_now, store=floor.store, month=month, text=f"text {text}")
    page = first_page(client, floor.consultant)
    assert "text now" in page and "text later" not in page


def test_written_again_it_is_replaced_and_the_former_is_kept(floor, general, now):
    """R1.4"""
    month = date(2026, 11, 1)
    for text in ("one", "two", "two"):
        write_emphasis(by=general, now=now, store=floor.store, month=month, text=text)
    assert [row.text for row in Emphasis.history.order_by("history_id")] == ["one", "two"]
    assert Emphasis.objects.get().text == "two"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONSULTANT])
def test_only_who_heads_the_store_writes_it(floor, now, role):
    someone = UserFactory(store=floor.store, role=role)
    with pytest.raises(PermissionDenied):
        write_emphasis(by=someone, now=now, store=floor.store, month=date(2026, 11, 1), text="x")
    other = UserFactory(role=Role.GENERAL_MANAGER)
    with pytest.raises(PermissionDenied):
        write_emphasis(by=other, now=now, store=floor.store, month=date(2026, 11, 1), text="x")


def test_a_wrong_month_is_said_beside_the_field_and_the_text_kept(client, general, at_now):
    client.force_login(general)
    answer = client.post(reverse("accounts:emphasis"), {"month": "soon", "text": "keep me"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["month"] and "keep me" in answer.content.decode()
