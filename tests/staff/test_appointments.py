"""An administrator is no director: power takes two people, and every change of a right is seen (R1.1, R1.4)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.models import Role, User
from accounts.staff.decision import KIND
from accounts.staff.models import Appointment, AppointmentState, RightsChange
from accounts.staff.queries import second_persons
from accounts.staff.services import approve_appointment, refuse_appointment
from foundation.decisions import APPROVE, DecisionError, decide, preview
from foundation.shown import Changed
from tests.factories import Floor, RegionFactory, StoreFactory, UserFactory

pytestmark = pytest.mark.django_db

POWER = (Role.DIRECTOR, Role.GENERAL_MANAGER, Role.ADMINISTRATOR)


@pytest.fixture
def region():
    return RegionFactory()


@pytest.fixture
def floor(region):
    floor = Floor(StoreFactory(region=region, code="JY01"))
    floor.region = region
    floor.head = UserFactory(role=Role.DIRECTOR, store=None, region=region, full_name="Region Head")
    floor.administrator = UserFactory(role=Role.ADMINISTRATOR, store=floor.store)
    return floor


def new(floor, role, username="new"):
    return {"full_name": "新人", "username": username, "role": role, "store": floor.store.pk}


def ask(client, floor, role=Role.DIRECTOR):
    client.force_login(floor.administrator)
    answer = client.post("/staff/new/", new(floor, role), follow=True)
    return Appointment.objects.waiting().get(person__username="new"), answer


@pytest.mark.parametrize("role", POWER)
def test_a_new_one_counts_once_a_second_person_approves(role, floor, client, now):
    appointment, answer = ask(client, floor, role)
    assert "second person approves: Region Head" in answer.content.decode()
    assert not appointment.person.is_active
    with pytest.raises(PermissionDenied):
        approve_appointment(appointment, by=floor.administrator, now=now)
    with pytest.raises(PermissionDenied):
        approve_appointment(appointment, by=floor.director, now=now)
    approve_appointment(appointment, by=floor.head, now=now)
    person = User.objects.get(username="new")
    assert (person.role, person.store, person.is_active) == (role, floor.store, True)
    with pytest.raises(DecisionError):
        refuse_appointment(appointment, by=floor.head, now=now, reason="late")


def test_a_promotion_leaves_the_person_what_they_are_until_then(floor, client, now):
    person = UserFactory(role=Role.MANAGER, store=floor.store)
    client.force_login(floor.administrator)
    sent = new(floor, "director", person.username) | {"is_active": "on"}
    client.post(f"/staff/{person.pk}/", sent)
    person.refresh_from_db()
    assert (person.role, person.full_name, person.is_active) == ("manager", "新人", True)
    again = client.post(f"/staff/{person.pk}/", sent | {"email": "a@b.cn"})
    assert "waits for a decision already" in again.content.decode()
    refuse_appointment(Appointment.objects.get(), by=floor.head, now=now, reason="not yet")
    person.refresh_from_db()
    assert person.role == "manager" and not Appointment.objects.waiting().exists()


def test_no_closed_director_is_opened_alone(floor, client):
    User.objects.filter(pk=floor.director.pk).update(is_active=False)
    client.force_login(floor.administrator)
    sent = new(floor, "director", floor.director.username) | {"is_active": "on"}
    client.post(f"/staff/{floor.director.pk}/", sent)
    assert not User.objects.get(pk=floor.director.pk).is_active
    assert Appointment.objects.waiting().get().person == floor.director


def test_other_people_are_entered_alone(floor, client):
    client.force_login(floor.administrator)
    client.post("/staff/new/", new(floor, "finance"))
    assert User.objects.get(username="new").is_active and not Appointment.objects.exists()


def test_who_is_the_second_person(floor):
    other = UserFactory(role=Role.ADMINISTRATOR, store=floor.store)
    regional = UserFactory(role=Role.ADMINISTRATOR, store=None, region=floor.region)
    root = User.objects.create_superuser("root", "x", full_name="Root")
    UserFactory(role=Role.ADMINISTRATOR, store=StoreFactory(region=floor.region))
    UserFactory(role=Role.DIRECTOR, store=None, region=RegionFactory())
    found = second_persons(store=floor.store, region=None, aside={floor.administrator.pk})
    assert {person.pk for person in found} == {floor.head.pk, other.pk, regional.pk, root.pk}
    waiting = Appointment.objects.create(
        person=floor.consultant,
        role="director",
        store=floor.store,
        asked_by=floor.administrator,
        asked_at="2026-11-21T10:00Z",
    )
    able = {u.pk for u in User.objects.all() if waiting in Appointment.objects.decidable_by(u)}
    assert able == {person.pk for person in found}


def test_where_nobody_else_is_it_counts_at_once(client):
    """A dealership moves in: its first administrator is alone."""
    floor = Floor()
    floor.administrator = UserFactory(role=Role.ADMINISTRATOR, store=floor.store)
    client.force_login(floor.administrator)
    client.post("/staff/new/", new(floor, "director"))
    assert User.objects.get(username="new").is_active and not Appointment.objects.exists()
    assert RightsChange.objects.get(person__username="new").after == "director"


@pytest.mark.parametrize("act", ["approve", "refuse"])
def test_through_the_inbox_of_the_head_and_of_another_administrator(act, floor, client):
    appointment, _answer = ask(client, floor)
    other = UserFactory(role=Role.ADMINISTRATOR, store=floor.store)
    url = reverse("compliance:inbox")
    for person, sees in ((floor.administrator, False), (floor.director, False), (other, True)):
        client.force_login(person)
        assert ("新人" in client.get(url).content.decode()) == sees
    client.force_login(floor.head)
    assert "新人" in client.get(url).content.decode()
    page = client.get(url + "decide/", {"act": act, "item": f"appointment-{appointment.pk}"})
    sent = {
        "act": act,
        "item": f"appointment-{appointment.pk}",
        "shown": page.context["shown"],
        "reason": "weil",
    }
    client.post(url + "decide/", sent)
    appointment.refresh_from_db()
    wanted = AppointmentState.APPROVED if act == "approve" else AppointmentState.REFUSED
    assert appointment.state == wanted and appointment.decided_by == floor.head
    assert User.objects.get(username="new").is_active == (act == "approve")


CHANGES = [
    ({"role": "finance"}, ("role", "reception", "finance")),
    ({"is_active": None}, ("account", "open", "closed")),
]


@pytest.mark.parametrize(("changes", "expected"), CHANGES)
def test_every_change_of_a_right_is_kept_and_seen(changes, expected, floor, client):
    person = UserFactory(role=Role.RECEPTION, store=floor.store, full_name="前台")
    client.force_login(floor.administrator)
    sent = new(floor, "reception", person.username) | {"full_name": "前台", "is_active": "on"}
    sent = {name: value for name, value in (sent | changes).items() if value is not None}
    assert client.post(f"/staff/{person.pk}/", sent).status_code == 302
    row = RightsChange.objects.get()
    assert (row.what, row.before, row.after) == expected
    assert (row.person, row.by) == (person, floor.administrator)
    url = reverse("accounts:rights")
    seeing = [floor.administrator, floor.director, floor.head]
    blind = [floor.consultant, floor.manager, Floor().director]
    if expected[0] != "account":
        seeing.append(person)
    for each in seeing + blind:
        client.force_login(each)
        assert ("前台" in client.get(url).context["page_obj"].object_list.__str__()) == (
            each in seeing
        ), each


def test_a_password_is_noted_without_it(floor, client):
    client.force_login(floor.administrator)
    client.post(f"/staff/{floor.director.pk}/password/")
    row = RightsChange.objects.get()
    assert (row.person, row.what, row.before, row.after) == (floor.director, "password", "", "")


def test_the_list_asks_no_more_for_more_changes(floor, client, django_assert_num_queries, now):
    client.force_login(floor.director)
    rows = [
        RightsChange(
            person=floor.manager, by=floor.director, at=now, what="role", store=floor.store
        )
        for _n in range(9)
    ]
    RightsChange.objects.bulk_create(rows[:1])
    url = reverse("accounts:rights")
    client.get(url)
    with CaptureQueriesContext(connection) as first:
        client.get(url)
    RightsChange.objects.bulk_create(rows[1:])
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_what_changed_meanwhile_is_not_approved(floor, client, now):
    """Approved is what was shown."""
    appointment, _answer = ask(client, floor)
    (record,) = KIND.load({appointment.pk}).values()
    preview(KIND, [record], act=APPROVE, now=now)
    User.objects.filter(username="new").update(full_name="Somebody Else")
    with pytest.raises(Changed):
        decide(KIND, record, act=APPROVE, by=floor.head, now=now, shown=record.mark)
    assert Appointment.objects.waiting().exists()
