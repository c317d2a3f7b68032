"""Whoever's rights are changed is told at once on their bell; of a leader's, their region too (R1.4, R10.3)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from accounts.notices.models import Notice
from accounts.notices.queries import banner_for
from accounts.people.models import Role, User
from accounts.staff.models import Appointment, RightsChange
from accounts.staff.services import (
    allow_personal_exports,
    approve_appointment,
    refuse_appointment,
    reset_password,
    save_staff,
)
from tests import migrating
from tests.factories import Floor, RegionFactory, StoreFactory, UserFactory
from tests.importing.conftest import run, write  # noqa: F401


@pytest.fixture
def floor(db):
    region = RegionFactory()
    floor = Floor(StoreFactory(region=region, code="JY01"))
    floor.region = region
    floor.head = UserFactory(role=Role.DIRECTOR, store=None, region=region, full_name="Head")
    floor.administrator = UserFactory(role=Role.ADMINISTRATOR, store=floor.store, full_name="朱林")
    return floor


def told(person, language="en"):
    """What the person was told, the earliest first."""
    with override(language):
        return [str(notice) for notice in Notice.objects.filter(person=person).order_by("pk")]


def test_a_leaders_password_is_told_to_them_and_their_region(floor, now):
    for person in (floor.director, floor.consultant):
        reset_password(person, by=floor.administrator, now=now)
    (mine,) = told(floor.director)
    assert mine == "朱林 gave you a new password. Ask at once if you know nothing of it."
    assert told(floor.head) == [f"朱林 gave {floor.director} a new password"]
    assert told(floor.consultant) == [mine]
    assert not told(floor.administrator) and not told(floor.manager)
    notice, _more = banner_for(floor.director)
    assert str(notice) and notice.url == "/staff/rights/"
    assert "correct horse" not in str(list(Notice.objects.values_list("values", flat=True)))


def test_each_in_their_own_language(floor, now):
    person = User.objects.get(pk=floor.manager.pk)
    person.role = Role.FINANCE
    floor.consultant.manager = None
    User.objects.filter(manager=person).update(manager=None)
    save_staff(person, by=floor.administrator, now=now)
    (said,) = told(person)
    assert said.startswith("朱林 changed for you: role, Sales manager → Finance.")
    assert told(person, "zh-hans")[0].startswith("朱林更改了您的“岗位”：销售经理 → 财务")
    # They were a leader before it.
    assert told(floor.head) == [f"朱林 changed for {person}: role, Sales manager → Finance"]


def test_a_right_and_who_gave_it_to_nobody_twice(floor, now):
    """Whoever heads the region and does it is not told of it."""
    for _twice in range(2):
        allow_personal_exports(floor.manager, by=floor.head, now=now, allowed=True)
    assert told(floor.manager) == [
        "Head changed for you: may export phone numbers, no → yes."
        " Ask at once if you know nothing of it."
    ]
    assert not told(floor.head)


def test_an_appointment_is_told_when_asked_for_and_when_decided(floor, now):
    new = User(username="new", full_name="新人", role=Role.DIRECTOR, store=floor.store)
    save_staff(new, by=floor.administrator, now=now)
    assert told(floor.head) == [
        "朱林 entered 新人: Sales director",
        "新人 as Sales director: Waiting for a second person. By 朱林",
    ]
    other = UserFactory(role=Role.ADMINISTRATOR, store=floor.store)
    approve_appointment(Appointment.objects.get(), by=other, now=now)
    assert told(floor.head)[2:] == [
        f"{other} changed for 新人: account, closed account → open account"
    ]
    promoted = User.objects.get(pk=floor.consultant.pk)
    promoted.role = Role.DIRECTOR
    save_staff(promoted, by=floor.administrator, now=now)
    refuse_appointment(Appointment.objects.waiting().get(), by=floor.head, now=now, reason="no")
    assert told(promoted)[-1] == f"{promoted} as Sales director: Refused. By Head"


def test_moving_in_by_the_console_is_not_told_person_by_person(floor, write, run):  # noqa: F811
    row = {"username": "x", "full_name": "X", "role": "director", "store": "JY01"}
    again = row | {"username": floor.manager.username, "role": "manager", "full_name": "M"}
    rows = [row, again | {"password": "a-long-Passw0rd"}]
    assert run("staff", write("staff.csv", rows)).status == 0
    assert told(floor.head) == ["The system gave M a new password"]


def test_many_changes_take_as_many_queries_as_one(floor, write, run):  # noqa: F811
    rows = [
        {"username": f"m{n}", "full_name": f"M{n}", "role": "manager", "store": "JY01"}
        for n in range(3)
    ]
    run("staff", write("staff.csv", rows))
    numbers = []
    for many, word in ((1, "first-Passw0rd"), (3, "other-Passw0rd")):
        path = write("again.csv", [row | {"password": word} for row in rows[:many]])
        with CaptureQueriesContext(connection) as queries:
            assert run("staff", path).counts["updated"] == many
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert len(told(floor.head)) == 4


def test_it_is_written_in_the_transaction_of_the_change(floor, now, monkeypatch):
    def broken(*news, **options):
        raise RuntimeError

    monkeypatch.setattr("accounts.staff.services.tell", broken)
    with pytest.raises(RuntimeError):
        reset_password(floor.director, by=floor.administrator, now=now)
    assert not RightsChange.objects.exists()


step = import_module("accounts.migrations.0016_rights_on_the_bell")


@pytest.fixture
def as_before():
    """The models before that step, and the column that it removed, on today's tables."""
    apps = migrating.executor().loader.project_state([("accounts", "0015_messengers")]).apps
    change_model = apps.get_model("accounts", "RightsChange")
    change_model._meta.indexes = list(RightsChange._meta.indexes)
    owed = change_model._meta.get_field("is_owed")
    with connection.schema_editor() as editor:
        editor.add_field(change_model, owed)
    yield apps
    with connection.schema_editor() as editor:
        editor.remove_field(change_model, owed)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_no_mail_had_told_yet_is_told_on_the_bell(as_before):
    floor = Floor(StoreFactory(region=RegionFactory()))
    head = UserFactory(role=Role.DIRECTOR, store=None, region=floor.store.region)
    changes = as_before.get_model("accounts", "RightsChange").objects
    row = {"person_id": floor.director.pk, "by_id": floor.manager.pk}
    row |= {"store_id": floor.store.pk, "at": timezone.now()}
    changes.create(what="password", is_owed=True, **row)
    changes.create(what="role", before="manager", after="director", is_owed=True, **row)
    changes.create(what="password", **row)
    old = row | {"at": timezone.now() - timedelta(days=3)}
    changes.create(what="password", is_owed=True, **old)
    step.tell_what_is_owed(as_before, None)
    assert [notice.kind for notice in Notice.objects.filter(person=head).order_by("key")] == [
        "rights.their_password",
        "rights.theirs",
    ]
    assert told(floor.director)[1].startswith(
        f"{floor.manager} changed for you: role, Sales manager → Sales director"
    )
