"""A person keeps filters of the customer list under names of their own (R3.5)."""

import pytest
from django.core.exceptions import ValidationError

from accounts.saved_filters.models import SavedFilter
from accounts.saved_filters.rules import MOST
from accounts.saved_filters.services import save_filter
from tests.factories import Floor
from tests.reception.test_at_once import at_once

LIST = "leads:customer_list"


@pytest.fixture
def floor(db):
    return Floor()


def save(client, query, name="heisse"):
    return client.post("/filters/", {"page": LIST, "query": query, "name": name})


def test_it_is_saved_shown_as_a_chip_and_deleted(floor, client):
    client.force_login(floor.consultant)
    page = client.get("/customers/?grade=H&state=all&q=138&page=2").content.decode()
    assert 'name="query" value="grade=H&amp;state=all"' in page
    answer = save(client, "grade=H&state=all&q=138")
    assert answer.url == "/customers/?grade=H&state=all"
    saved = SavedFilter.objects.get()
    page = client.get(answer.url).content.decode()
    assert 'href="/customers/?grade=H&amp;state=all" aria-current="true"' in " ".join(page.split())
    assert f"/filters/{saved.pk}/delete/" in page and 'action="/filters/"' not in page
    assert client.post(f"/filters/{saved.pk}/delete/").url == "/customers/"
    assert not SavedFilter.objects.exists()


def test_the_same_name_keeps_the_new_one(floor, client):
    client.force_login(floor.consultant)
    save(client, "grade=H")
    save(client, "grade=A")
    assert [row.query for row in SavedFilter.objects.all()] == ["grade=A"]


def test_nobody_elses_are_seen_or_deleted(floor, client):
    client.force_login(floor.consultant)
    save(client, "grade=H")
    saved = SavedFilter.objects.get()
    client.get("/customers/")  # says that it is saved
    client.force_login(floor.manager)
    assert "heisse" not in client.get("/customers/").content.decode()
    assert client.post(f"/filters/{saved.pk}/delete/").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"page": LIST, "query": "q=138", "name": "x"},
        {"page": LIST, "query": "grade=H", "name": "  "},
        {"page": LIST, "query": "", "name": "x"},
        {"page": LIST},
    ],
)
def test_what_cannot_be_kept_is_said(sent, floor, client):
    client.force_login(floor.consultant)
    assert client.post("/filters/", sent).status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("page", ["", "home", "https://evil.example/", "leads:policy"])
def test_only_of_lists_that_are_known(page, floor, client):
    client.force_login(floor.consultant)
    sent = {"page": page, "query": "grade=H", "name": "x"}
    assert client.post("/filters/", sent).status_code == 404


def fill(person, now, number):
    for n in range(number):
        save_filter(by=person, now=now, page=LIST, name=f"f{n}", query="grade=H")


def test_twenty_at_most(floor, now):
    fill(floor.consultant, now, MOST)
    with pytest.raises(ValidationError):
        save_filter(by=floor.consultant, now=now, page=LIST, name="more", query="grade=A")
    save_filter(by=floor.consultant, now=now, page=LIST, name="f3", query="grade=A")
    assert SavedFilter.objects.count() == MOST


@pytest.mark.django_db(transaction=True)
def test_twenty_at_most_at_once(transactional_db, now):
    person = Floor().consultant
    fill(person, now, MOST - 1)

    def one(name):
        return lambda: save_filter(by=person, now=now, page=LIST, name=name, query="grade=A")

    assert at_once(one("a"), one("b"), one("c")) == 1
    assert SavedFilter.objects.count() == MOST
