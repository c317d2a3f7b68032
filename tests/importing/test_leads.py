"""Leads of a file: recorded at once, unsorted, and given afterwards (R5.1, R5.2, R2.4)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.people.models import Role
from accounts.uploads.models import ImportJob, ImportKind
from accounts.uploads.services import kinds_for
from intake.arrivals.models import Lead
from intake.arrivals.services.mending import mend_lead
from intake.distribution.tasks import sweep_leads
from leads.customers.models import Customer
from leads.events.models import MarketEvent
from tests.factories import StoreFactory, UserFactory

LEAD = {
    "name": "李雷",
    "phone": "138 0013 8000",
    "channel": "autohome",
    "received_at": "2026-11-02 09:30",
    "source_id": "a-1",
    "model": "Golf",
    "budget": "128,000",
    "text": "想试驾",
}


@pytest.fixture(autouse=True)
def store(floor):
    floor.store.code = "JY"
    floor.store.save()
    return floor.store


def numbers(counts):
    return tuple(counts.values())


def ago(days, **more):
    return (timezone.now() - timedelta(days=days, **more)).isoformat()


def test_leads_are_recorded_as_they_stand_in_the_file(floor, load):
    """R5.1: one without budget or model too; nobody judges them yet."""
    bare = {"name": "韩梅", "wechat": "hanmei", "channel": "抖音", "received_at": "2026/11/3 8:05"}
    assert numbers(load("leads", [LEAD, bare])) == (2, 2, 0, 0, 0)
    lead = Lead.objects.get(channel="autohome")
    assert (lead.phone, lead.budget, lead.text) == ("13800138000", Decimal("128000.00"), "想试驾")
    assert lead.received_at == datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
    assert (lead.store, lead.sorted_at, lead.history.count()) == (floor.store, None, 1)
    other = Lead.objects.get(channel="douyin")
    assert other.received_at == datetime(2026, 11, 3, 0, 5, tzinfo=UTC) and other.is_incomplete


def test_the_same_file_twice_changes_nothing(load):
    """Known by channel and number of the source, else by moment and contact."""
    bare = LEAD | {"source_id": "", "phone": "13800138001"}
    spaced = bare | {"phone": "+86 138-0013-8001"}
    assert numbers(load("leads", [LEAD, bare, LEAD, spaced])) == (4, 2, 0, 2, 0)
    assert numbers(load("leads", [LEAD, bare])) == (2, 0, 0, 2, 0)
    assert Lead.objects.count() == 2


def test_what_is_said_otherwise_is_rejected(load, write, run):
    load("leads", [LEAD, LEAD | {"source_id": ""}])
    rows = [LEAD | {"model": "Polo"}, LEAD | {"source_id": "", "model": "Polo"}]
    result = run("leads", write("l.csv", rows))
    assert numbers(result.counts) == (2, 0, 0, 0, 2)
    assert result.errors[0].startswith("row 2, column source_id: Recorded before")
    assert result.errors[1].startswith("row 3, column received_at: Recorded before")
    assert numbers(load("leads", [LEAD | {"channel": "yiche"}])) == (1, 1, 0, 0, 0)


def test_what_was_mended_since_is_known_again(floor, load):
    row = LEAD | {"source_id": "", "phone": "123"}
    load("leads", [row])
    sweep_leads()
    lead = Lead.objects.get()
    assert lead.reason == "bad_phone"
    mend_lead(lead, phone_given="13800138000", by=floor.director, now=timezone.now())
    assert numbers(load("leads", [row])) == (1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"name": ""}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "1.38E+10"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"channel": "carrier pigeon"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"received_at": "gestern"}, "received_at"),
        ({"received_at": "2026-13-01"}, "received_at"),
        ({"received_at": "2026-11-02 25:00"}, "received_at"),
        ({"received_at": "0001-01-01T00:00+14:00"}, "received_at"),
        ({"received_at": "9999-12-31T23:59-12:00"}, "received_at"),
        ({"received_at": "2098-01-01"}, "received_at"),
        ({"budget": "-1"}, "budget"),
        ({"text": "x" * 2001}, "text"),
        ({"source_id": "x" * 81}, "source_id"),
        ({"consultant": "nobody"}, "consultant"),
        ({"store": "XX"}, "store"),
    ],
)
def test_wrong_cells_are_named(write, run, wrong, column):
    result = run("leads", write("l.csv", [LEAD, LEAD | {"source_id": "a-2"} | wrong]))
    assert (result.status, numbers(result.counts)) == (1, (2, 1, 0, 0, 1))
    assert result.errors[0].startswith(f"row 3, column {column}: ")


def test_a_file_without_any_contact_is_refused(write, run):
    row = {name: LEAD[name] for name in ("name", "channel", "received_at")}
    result = run("leads", write("l.csv", [row]))
    assert (result.status, result.counts) == (2, None)
    assert "Missing columns: phone / wechat / email." in result.errors


@pytest.mark.parametrize(
    "told", ["2026-11-02T09:30+08:00", "2026-11-02T01:30Z", "2026年11月2日 9:30"]
)
def test_moments(load, told):
    """With an offset, or in the store's own time."""
    load("leads", [LEAD | {"received_at": told}])
    assert Lead.objects.get().received_at == datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def test_to_which_store_a_row_belongs(floor, write, run):
    other = StoreFactory(code="JY2")
    path = write("l.csv", [LEAD])
    assert run("leads", path).errors[0].startswith("row 2, column store: ")
    assert run("leads", path, "--store", "nowhere").status == 2
    rows = [
        LEAD | {"store": "JY2"},
        LEAD | {"source_id": "a-2", "consultant": "li.na"},
        LEAD | {"source_id": "a-3", "store": "JY2", "consultant": "li.na"},
    ]
    assert numbers(run("leads", write("m.csv", rows)).counts) == (3, 2, 0, 0, 1)
    assert numbers(run("leads", path, "--store", "JY").counts) == (1, 1, 0, 0, 0)
    assert Lead.objects.filter(store=other).count() == 1
    assert Lead.objects.filter(store=floor.store).count() == 2


def test_an_event_is_named_as_it_is_called(floor, load):
    event = MarketEvent.objects.create(
        store=floor.store, name="Motor show", starts_on="2026-11-01", ends_on="2026-11-05"
    )
    rows = [LEAD | {"event": "motor SHOW"}, LEAD | {"source_id": "a-2", "event": "车展"}]
    load("leads", rows)
    found = dict(Lead.objects.values_list("event", "event_name"))
    assert found == {event.pk: "motor SHOW", None: "车展"}


def test_a_new_lead_is_given_by_the_sweep(floor, load):
    """R5.2, R5.3: as any other, with a clock."""
    load("leads", [LEAD | {"received_at": ago(0, minutes=5)}])
    sweep_leads()
    lead = Lead.objects.get()
    assert lead.state == "assigned" and lead.first_contact_by and lead.look_at
    assert lead.opportunity_id


def test_whom_the_file_names_has_the_lead(floor, load):
    """R5.2: by hand, with its reason."""
    named = UserFactory(store=floor.store, username="zz", manager=floor.manager)
    load("leads", [LEAD | {"received_at": ago(1), "consultant": "zz"}])
    sweep_leads()
    given = Lead.objects.get().assignments.get()
    assert (given.person, given.rule, str(given.reason)) == (named, "hand", "From a file")


def test_late_leads_start_no_clock(floor, load):
    """R5.3: they asked more than a week before; they are planned, and nobody is told."""
    load("leads", [LEAD | {"received_at": ago(8), "consultant": "li.na"}])
    sweep_leads()
    lead = Lead.objects.get()
    assert (lead.state, lead.first_contact_by, lead.look_at) == ("assigned", None, None)
    plan = lead.opportunity.activities.get()
    assert plan.is_planned and plan.call_back_by is None
    assert not floor.consultant.notices.exists()


def test_history_opens_no_card(floor, load):
    """R5.2: with a consultant it is theirs, else set aside with the reason."""
    rows = [
        LEAD | {"received_at": ago(100), "consultant": "li.na"},
        LEAD | {"received_at": ago(100), "source_id": "a-2", "phone": "13800138009"},
    ]
    load("leads", rows)
    sweep_leads()
    theirs, other = Lead.objects.order_by("sent_id")
    assert (theirs.state, theirs.assigned_to) == ("assigned", floor.consultant)
    assert theirs.opportunity_id is None and theirs.look_at is None
    assert (other.state, other.reason) == ("set_aside", "long_ago")
    assert not Customer.objects.exists()


def test_an_old_lead_does_not_join_what_came_much_later(floor, load):
    """R5.2: the same number within 90 days, in both directions."""
    load("leads", [LEAD | {"received_at": ago(0, minutes=1)}])
    sweep_leads()
    load("leads", [LEAD | {"source_id": "old", "received_at": ago(200), "consultant": "li.na"}])
    sweep_leads()
    assert Lead.objects.get(sent_id="old").state == "known"


def test_the_sweep_takes_who_asked_today_first(floor, load, monkeypatch):
    old = [
        LEAD | {"source_id": f"o-{n}", "phone": f"1390000{n:04}", "received_at": ago(30)}
        for n in range(6)
    ]
    load("leads", old)
    load("leads", [LEAD | {"received_at": ago(0, minutes=1)}])
    seen = []
    monkeypatch.setattr("intake.distribution.tasks.AT_ONCE", 2)
    monkeypatch.setattr(
        "intake.distribution.tasks.carry_on", lambda lead, **acting: seen.append(lead.sent_id)
    )
    sweep_leads()
    assert seen[0] == "a-1" and sorted(set(seen)) == sorted({"a-1", *(r["source_id"] for r in old)})
    seen.clear()
    monkeypatch.setattr("intake.distribution.tasks.LONGEST_SWEEP", -1)
    sweep_leads()
    assert not seen


@pytest.mark.parametrize("role", ["marketing", "director", "administrator"])
def test_who_brings_leads_in_the_browser(floor, client, write, settings, tmp_path, role):
    """R5.1: marketing, and nothing else; directors and administrators too."""
    settings.MEDIA_ROOT = tmp_path / "media"
    person = UserFactory(store=floor.store, role=role)
    assert ImportKind.LEADS in kinds_for(person)
    assert role != Role.MARKETING or kinds_for(person) == [ImportKind.LEADS]
    client.force_login(person)
    StoreFactory(code="JY2")
    rows = [LEAD, LEAD | {"source_id": "a-2", "store": "JY2"}]
    file = SimpleUploadedFile("线索.csv", write("l.csv", rows).read_bytes())
    client.post(reverse("import_upload"), {"kind": "leads", "file": file})
    job = ImportJob.objects.get()
    assert [problem[:2] for problem in job.problems] == [[3, "store"]]
    client.post(reverse("import_decide", args=[job.pk]), {"decision": "import"})
    assert Lead.objects.get().recorded_by == person
