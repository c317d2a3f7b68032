"""What is looked for stands in no address (R11.4), and the page goes on with it all the same."""

import re
from unittest import mock
from urllib.parse import unquote

import pytest
from django.urls import reverse

from tests.access.test_every_url import links_of
from tests.access.world import World

pytestmark = pytest.mark.once

SEARCHED = [
    ("leads:customer_list", "director", "q"),
    ("leads:customer_list", "consultant", "note"),
    ("accounts:staff_list", "administrator", "q"),
    ("orders:order_list", "finance", "q"),
    ("leads:market_notes", "marketing", "q"),
    ("followups:note_search", "consultant", "q"),
]


@pytest.fixture
def world(db, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with mock.patch("foundation.clock.now", return_value=now):
        yield World(now=now, places=("own",))


@pytest.mark.parametrize(("name", "role", "field"), SEARCHED)
def test_a_search_is_found_again_and_its_words_are_in_no_address(world, client, name, role, field):
    world.log_in(client, role)
    url, typed = reverse(name), "韩梅梅 13812345678"
    answer = client.post(url, {"look_for": "1", field: typed, "page": "1", "state": ""})
    assert answer.status_code == 302
    there = unquote(answer["Location"])
    assert there.startswith(url) and "138" not in there and "韩" not in there
    assert "page=1" in there and "state" not in there
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert typed in page.content.decode()
    assert not [link for link in links_of(page.content.decode()) if "138" in link or "韩" in link]


def test_pages_are_turned_with_the_word(world, client):
    """The links of a list carry it on, a word that nobody gave finds nothing."""
    world.log_in(client, "director")
    url = reverse("leads:customer_list")
    surname = world.places["own"].customer.name[:1]
    there = client.post(url, {"look_for": "1", "q": surname, "state": "all"})["Location"]
    word = re.search(r"q=(%7E|~)(\w+)", there)[2]
    page = client.get(there)
    assert page.context["page_obj"].paginator.count > 0
    assert any(word in link for link in links_of(page.content.decode()) if link.startswith("?"))
    world.log_in(client, "manager")
    other = client.get(url, {"q": "~0000", "state": "all"})
    assert other.context["filter"].form["q"].value() == ""


def test_without_a_log_in_nothing_is_kept(world, client):
    answer = client.post(reverse("leads:customer_list"), {"look_for": "1", "q": "韩"})
    assert answer.status_code == 302 and answer["Location"].startswith("/login/")


def test_who_may_not_open_a_page_does_not_by_looking(world, client):
    world.log_in(client, "reception")
    url = reverse("leads:customer_list")
    answer = client.post(url, {"look_for": "1", "q": "x"}, follow=True)
    assert answer.status_code == 403
