"""An import goes through the same rules and rights as the forms: column × rule × role (R1.1–R1.4, R4.8)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.people.models import Role, User
from accounts.staff.imports import StaffImporter
from accounts.staff.models import RightsChange
from accounts.uploads.models import ImportJob, ImportKind
from accounts.uploads.services import kinds_for
from compliance.audit.models import AuditRun
from compliance.findings.models import Finding
from followups.activities.models import Activity
from foundation.importing.registry import IMPORTERS
from leads.opportunities.models import Opportunity
from tests.factories import Floor, StoreFactory, UserFactory
from tests.importing.conftest import ACTIVITY, CUSTOMER, DONE

LEADING = (Role.DIRECTOR, Role.ADMINISTRATOR)
CAR = {"vin": "LSVAU2A37N2183294", "model": "Golf", "colour": "白", "arrived_on": "2026-10-01"}
ABSENCE = {"username": "li.na", "from": "2026-10-10", "to": "2026-10-11", "kind": "leave"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def floor(floor):
    floor.store.code = "JY01"
    floor.store.save()
    floor.administrator = UserFactory(store=floor.store, role=Role.ADMINISTRATOR)
    return floor


@pytest.fixture
def upload(client, write):
    """`upload(person, kind, row)`: what the check says, or ``None`` where the kind is not offered."""

    def upload(person, kind, row):
        client.force_login(person)
        file = SimpleUploadedFile("f.csv", write("f.csv", [row]).read_bytes())
        client.post(reverse("import_upload"), {"kind": kind, "file": file})
        return ImportJob.objects.filter(by=person).order_by("-created_at").first()

    return upload


@pytest.mark.parametrize("role", Role)
def test_who_imports_what(role, db):
    kinds = set(kinds_for(UserFactory(role=role)))
    assert (ImportKind.STAFF in kinds) == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize("kind", IMPORTERS)
def test_people_are_entered_by_administrators_alone(kind, floor, upload):
    """On the pages too."""
    job = upload(floor.director, kind, {"a": "b"})
    assert (job is None) == (kind == ImportKind.STAFF)


def test_a_right_that_was_lost_since_the_upload(floor, upload, client):
    row = {"username": "x", "full_name": "X", "role": "consultant", "store": "JY01"}
    job = upload(floor.administrator, "staff", row)
    assert job.counts["created"] == 1
    User.objects.filter(pk=floor.administrator.pk).update(role=Role.DIRECTOR)
    client.post(reverse("import_decide", args=[job.pk]), {"decision": "import"})
    job.refresh_from_db()
    assert job.state == "failed" and not User.objects.filter(username="x").exists()


def test_who_looks_after_no_store_imports_into_none(floor, upload):
    person = UserFactory(role=Role.ADMINISTRATOR, store=None)
    job = upload(person, "customers", CUSTOMER)
    assert job.problems[0][1] == "consultant"


def staff_row(person, **changes):
    return {
        "username": person.username,
        "full_name": person.full_name,
        "role": person.role,
        "store": person.store.code,
    } | changes


# Whose row, what it changes, and the column that is refused to the store's administrator, or ``None``.
STAFF = [
    ("consultant", {"full_name": "新名"}, None),
    ("consultant", {"password": "a-long-Passw0rd"}, None),
    ("consultant", {"password": "12345"}, "password"),
    ("consultant", {"manager": "elsewhere"}, "manager"),
    ("consultant", {"store": "JY02"}, "store"),
    ("consultant", {"active": "no"}, None),
    ("consultant", {"role": "director"}, "role"),
    ("consultant", {"role": "administrator"}, "role"),
    ("manager", {"active": "no"}, "active"),
    ("manager", {"role": "reception"}, "role"),
    ("director", {"password": "a-long-Passw0rd"}, "role"),
    ("administrator", {"active": "no"}, "active"),
]


@pytest.mark.parametrize("who, changes, column", STAFF)
def test_the_columns_of_staff(who, changes, column, floor, upload):
    other = StoreFactory(code="JY02")
    UserFactory(username="elsewhere", role=Role.MANAGER, store=other)
    job = upload(floor.administrator, "staff", staff_row(getattr(floor, who), **changes))
    assert job.state == "checked", job.failure
    assert (column in {problem[1] for problem in job.problems}) == bool(column), job.problems


@pytest.mark.parametrize("role", ["director", "general_manager", "administrator"])
def test_power_takes_two_by_a_file_as_well(role, floor, upload, load):
    """Alone only where there is nobody else to ask, and at the console."""
    root = User.objects.create_superuser("root", "x", full_name="Root")
    row = {"username": "x", "full_name": "X", "role": role, "store": "JY01"}
    assert [problem[1] for problem in upload(root, "staff", row).problems] == ["role"]
    User.objects.filter(pk=floor.administrator.pk).update(is_active=False)
    assert upload(root, "staff", row).counts["created"] == 1
    User.objects.filter(pk=floor.administrator.pk).update(is_active=True)
    assert load("staff", [row])["created"] == 1
    again = staff_row(floor.consultant, password="a-long-Passw0rd", role="finance")
    load("staff", [again])
    kept = RightsChange.objects.values_list("person__username", "what", "after")
    assert set(kept) >= {
        ("x", "entered", role),
        (floor.consultant.username, "role", "finance"),
        (floor.consultant.username, "password", ""),
    }


def test_the_console_keeps_the_rules_about_work_and_teams(floor, load):
    assert load("staff", [staff_row(floor.manager, active="no")])["rejected"] == 1
    other = Floor()
    named = staff_row(floor.consultant, manager=other.manager.username)
    assert load("staff", [named])["rejected"] == 1
    assert (
        load("staff", [staff_row(floor.consultant, manager=floor.manager.username)])["rejected"]
        == 0
    )


@pytest.mark.parametrize("role", LEADING)
@pytest.mark.parametrize(
    "kind, row, column",
    [
        ("customers", CUSTOMER, "consultant"),
        ("activities", ACTIVITY, "consultant"),
        ("absences", ABSENCE, "username"),
        ("vehicles", CAR | {"store": "JY01"}, "store"),
    ],
)
def test_what_belongs_to_another_store(role, kind, row, column, floor, upload):
    other = Floor()
    person = UserFactory(role=role, store=other.store)
    assert column in {problem[1] for problem in upload(person, kind, row).problems}


@pytest.mark.parametrize("role", LEADING)
@pytest.mark.parametrize(
    "kind, row, column",
    [
        ("customers", CUSTOMER, "consultant"),
        ("activities", ACTIVITY, "consultant"),
        ("absences", ABSENCE, "username"),
        ("vehicles", CAR | {"store": "JY01"}, "store"),
    ],
)
@pytest.mark.parametrize("runs", [False, True])
def test_a_running_store_is_filled_by_its_director(
    role, kind, row, column, runs, floor, upload, load, now
):
    """An administrator, who sees no customers on the pages, moves a store in and no more."""
    if kind == "activities":
        load("customers", [CUSTOMER])
    if runs:
        night = floor.store.business_date(now) - timedelta(days=1)
        AuditRun.objects.create(store=floor.store, on=night, finished_at=now)
    person = floor.director if role == Role.DIRECTOR else floor.administrator
    job = upload(person, kind, row)
    refused = runs and role == Role.ADMINISTRATOR
    assert job.counts["created"] == (not refused), job.problems
    assert not refused or job.problems[0][1] == column


@pytest.fixture
def late(floor, load, ahead):
    """A customer with a plan that was missed, audited since; the day of the plan."""
    from django.core.management import call_command

    day = ahead(-4)
    registered = ahead(-6)
    load(
        "customers",
        [
            CUSTOMER
            | {
                "registered_on": str(registered),
                "expected_purchase_date": str(ahead(-1)),
            }
        ],
    )
    load("activities", [ACTIVITY | {"planned_on": str(day), "recorded_on": str(registered)}])
    for back in (4, 3, 2, 1):
        call_command("audit", "--on", str(ahead(-back)))
    assert Finding.objects.filter(rule="overdue_activity").exists()
    return day


def test_a_plan_carried_out_in_audited_nights_undoes_no_finding(
    late, floor, load, ahead, is_consistent
):
    before = list(Finding.objects.order_by("pk").values())
    row = ACTIVITY | DONE | {"planned_on": str(late), "executed_on": str(late)}
    row |= {"next_planned_on": str(ahead(2)), "note": "A 再考虑"}
    assert load("activities", [row])["rejected"] == 0
    done = Activity.objects.executed().get()
    assert (done.executed_on, done.ended_on) == (late, ahead(0))
    assert Opportunity.objects.get().changes.latest("pk").changed_on == ahead(0)
    assert [h.executed_on for h in done.history.all()] == [late, None]
    assert list(Finding.objects.order_by("pk").values()) == before
    assert load("activities", [row])["unchanged"] == 1
    assert is_consistent()


def test_moving_in_counts_from_the_days_that_are_told(floor, load):
    load("customers", [CUSTOMER])
    load("activities", [ACTIVITY | DONE])
    done = Activity.objects.get()
    assert done.ended_on == done.executed_on


def test_an_absence_in_audited_nights_is_known_from_now_on(late, floor, load, ahead, is_consistent):
    from followups.calendars.models import Absence

    before = list(Finding.objects.order_by("pk").values())
    row = ABSENCE | {"from": str(ahead(-5)), "to": str(ahead(-1))}
    assert load("absences", [row])["created"] == 1
    assert Absence.objects.get().recorded_on == ahead(0)
    assert list(Finding.objects.order_by("pk").values()) == before
    assert load("absences", [row])["unchanged"] == 1
    assert is_consistent()


def test_every_column_of_staff_stands_in_the_table():
    checked = {column for _who, changes, _column in STAFF for column in changes}
    assert StaffImporter.columns.keys() - checked == {"username", "region", "email"}
