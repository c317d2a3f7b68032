"""The administrator's pages about the staff (R1.1, R1.2, R4.8)."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.people.models import Role, User
from tests.factories import Floor, RegionFactory, StoreFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture
def admin_client(client, floor):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, store=floor.store))
    return client


def values(person, **changes):
    return {
        "full_name": person.full_name,
        "username": person.username,
        "role": person.role,
        "store": person.store_id or "",
        "manager": person.manager_id or "",
        "email": person.email,
        "is_active": "on",
    } | changes


def edit(client, person, **changes):
    sent = {k: v for k, v in values(person, **changes).items() if v is not None}
    return client.post(f"/staff/{person.pk}/", sent)


def errors(response):
    return " ".join(str(e) for row in response.context["form"].errors.values() for e in row)


def test_a_new_consultant_gets_a_manager_and_then_a_password(admin_client, floor, client):
    new = {"full_name": "新人", "username": "new", "role": "consultant", "store": floor.store.pk}
    refused = admin_client.post("/staff/new/", new)
    assert "Name the manager" in errors(refused)
    added = admin_client.post("/staff/new/", new | {"manager": floor.manager.pk})
    person = User.objects.get(username="new")
    assert added.url == f"/staff/{person.pk}/password/"
    assert not person.has_usable_password()
    link = admin_client.post(added.url).context["link"]
    words = {"new_password1": "correct horse 7", "new_password2": "correct horse 7"}
    assert Client().post(urlsplit(link).path, words).url == "/login/"
    assert client.login(username="new", password="correct horse 7")
    assert person.history.earliest().history_user.is_administrator


@pytest.mark.parametrize(
    "change", [{"is_active": None}, {"role": "finance"}], ids=["leaves", "another role"]
)
def test_whoever_owns_customers_hands_them_over_first_r4_8(change, admin_client, floor, now):
    floor.open(now=now, on=now.date())
    refused = edit(admin_client, floor.consultant, **change)
    assert "still has 1" in errors(refused)
    floor.consultant.refresh_from_db()
    assert floor.consultant.is_active
    assert floor.consultant.role == Role.CONSULTANT


def test_whoever_leads_a_team_is_replaced_first(admin_client, floor):
    assert "still leads 1" in errors(edit(admin_client, floor.manager, is_active=None))


def test_a_consultant_without_customers_may_leave(admin_client, floor):
    assert edit(admin_client, floor.consultant, is_active=None).status_code == 302
    floor.consultant.refresh_from_db()
    assert not floor.consultant.is_active


def test_an_administrator_keeps_his_own_role_and_store(admin_client, floor):
    me = User.objects.get(role=Role.ADMINISTRATOR)
    other = StoreFactory()
    edit(admin_client, me, role="director", store=other.pk, is_active=None)
    me.refresh_from_db()
    assert (me.role, me.store, me.is_active) == (Role.ADMINISTRATOR, floor.store, True)


def test_other_stores_are_out_of_reach(admin_client, floor):
    other = Floor()
    assert edit(admin_client, other.consultant).status_code == 404
    refused = edit(admin_client, floor.consultant, store=other.store.pk)
    assert "store" in refused.context["form"].errors
    assert (
        "manager"
        in edit(admin_client, floor.consultant, manager=other.manager.pk).context["form"].errors
    )


def test_a_region_is_headed_by_those_whom_its_administrator_names(client):
    region = RegionFactory()
    floor = Floor(StoreFactory(region=region))
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, store=None, region=region))
    new = {"full_name": "总监", "username": "head", "role": "director", "store": ""}
    client.post("/staff/new/", new)
    head = User.objects.get(username="head")
    assert (head.store, head.region) == (None, region)
    assert client.get(f"/staff/{head.pk}/").status_code == 200
    refused = client.post("/staff/new/", new | {"username": "x", "role": "finance"})
    assert "Only a director" in errors(refused)
    edit(client, head, store=floor.store.pk)
    head.refresh_from_db()
    assert (head.store, head.region) == (floor.store, None)


def test_the_first_administrator_of_a_new_site_looks_after_all_stores(client):
    floor = Floor()
    client.force_login(User.objects.create_superuser("root", "x", full_name="Root"))
    assert client.get(f"/staff/{floor.consultant.pk}/").status_code == 200


def test_the_list_asks_no_more_for_more_people(admin_client, floor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get("/staff/?q=Person").status_code == 200
        return len(queries)

    asked()
    before = asked()
    floor.new_consultant()
    floor.new_consultant()
    assert asked() == before
