"""A short menu: nine lines at most, the present page always among them, all others one click away (R1.1)."""

import pytest

from accounts.people.models import Role
from crm_site.menu.queries import menu_of, pages_of
from crm_site.menu.rules import GROUPS, MENUS
from tests.factories import UserFactory


@pytest.fixture(params=MENUS)
def person(request):
    return UserFactory.build(role=request.param, pk=1)


def menu(person, view_name="", path=""):
    return menu_of(person, view_name=view_name, path=path, badges={})


def test_every_role_has_a_menu():
    assert set(MENUS) >= set(Role) - {Role.SERVICE}


def test_at_most_nine_lines_with_all_pages(person):
    nav = menu(person)
    assert len(nav.lines) + 1 <= 9 and len(nav.more) + 1 <= 9 and len(nav.tabs) <= 4
    groups = [item.group for item in nav.more]
    assert groups == sorted(groups, key=GROUPS.index) and len(GROUPS) == 3
    assert {*nav.tabs, *nav.more, *nav.lines} <= set(nav.items)


def test_the_present_page_is_always_in_sight(person):
    for entry in MENUS[person.role]:
        nav = menu(person, view_name=entry[0])
        for shown in (nav.lines, [*nav.tabs, *nav.more]):
            assert [item.name for item in shown if item.current] == [entry[0]]
        assert len(nav.lines) <= 8 and len(nav.more) <= 8


def test_a_page_below_belongs_to_its_entry():
    nav = menu(UserFactory.build(role=Role.CONSULTANT), "followups:customer_card", "/customers/5/")
    assert [(item.name, item.current) for item in nav.lines if item.current] == [
        ("leads:customer_list", "true")
    ]
    nav = menu(UserFactory.build(role=Role.CONSULTANT), "profile", "/profile/")
    assert not any(item.current for item in nav.items)


def test_all_pages_hold_every_entry(person):
    names = [item.name for item in pages_of(person)]
    assert len(names) == len(set(names))
    assert {name for name, _label, _icon in MENUS[person.role]} < set(names)


def test_each_page_of_the_menu_opens(floor, browse):
    for who in (floor.consultant, floor.manager, floor.director):
        client = browse(who)
        for item in pages_of(who):
            assert client.get(item.url).status_code == 200, item.name


def test_the_frame_has_the_search_and_the_short_menu(floor, browse):
    page = browse(floor.consultant).get("/findings/").content.decode()
    assert page.count("data-find") == 2 and page.count('href="/find/#pages"') == 2
    assert (
        page.count('href="/findings/" aria-current="page"')
        + page.count('href="/findings/"\n   aria-current="page"')
        <= 2
    )
