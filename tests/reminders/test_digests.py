"""Each number of a digest counts exactly the rows of the list behind it, for each role (R10.1)."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.people.models import Role, User
from compliance.audit.services import run_audit
from compliance.claims.models import Claim
from compliance.findings.models import Finding
from compliance.hand_over.models import Departure
from compliance.penalties.models import Proposal, RectificationReport
from compliance.reminders.queries import (
    ANNOTATIONS,
    DEADLINES,
    REPORTS,
    deadlines_behind,
    digests_for,
    items_of,
)
from compliance.reminders.rules import due_digest
from followups.absences.queries import to_decide
from followups.annotations.models import Annotation
from followups.calendars.models import Absence
from followups.deadlines.models import Deadline
from followups.worklist.queries import BREAKING, count_worklist
from leads.change_requests.models import ChangeRequest
from tests.factories import Floor, ManagerFactory, StoreFactory, UserFactory


def counts(person, on):
    (digest,) = digests_for([person], on=on)
    return digest.counts


@pytest.fixture
def busy(floor, now, today):
    """A floor on which everybody has something to decide."""
    start = today - timedelta(days=6)
    opportunity = floor.open(now=now, on=start, plan_in=20)
    colleague = floor.new_consultant()
    floor.open(now=now, on=start, consultant=colleague, plan_in=2)
    run_audit(floor.store, on=today - timedelta(days=1), now=now)
    activity = opportunity.activities.planned().get()
    for read_at in (None, None, now):
        Annotation.objects.create(
            activity=activity,
            author=floor.manager,
            addressee=floor.consultant,
            text="Why so late?",
            written_at=now,
            read_at=read_at,
        )
    customer = opportunity.customer
    ChangeRequest.objects.create(
        customer=customer,
        kind="delete",
        old_name=customer.name,
        old_phone=customer.phone,
        reason="Twice",
        requested_by=floor.consultant,
        requested_at=now,
    )
    Claim.objects.create(
        store=floor.store,
        customer=customer,
        claimant=colleague,
        owner=floor.consultant,
        state="filed",
        drafted_on=today,
        filed_at=now,
    )
    Absence.objects.create(
        user=colleague,
        kind="leave",
        from_on=today,
        to_on=today,
        recorded_on=today,
        state="requested",
    )
    Departure.objects.create(
        store=floor.store,
        person=colleague,
        leaves_on=today,
        announced_by=floor.director,
        announced_at=now,
    )
    fines = Proposal.objects.filter(share_of=None)[:2]
    for proposal, state in zip(fines, ("due", "submitted"), strict=True):
        RectificationReport.objects.create(
            proposal=proposal, person=proposal.person, due_on=today, state=state, submitted_at=now
        )
    return floor


def test_what_waits_for_whom(busy, today):
    assert counts(busy.consultant, today)["annotations"] == 2
    manager = counts(busy.manager, today)
    undecided = Finding.objects.open().filter(rule="suspected_evasion", verdict="")
    assert manager["suspicion"] == undecided.count() > 0
    assert (manager["request"], manager["absence"], manager["report"]) == (1, 1, 1)
    assert manager.keys().isdisjoint({"claim", "proposal", "annotations"})
    director = counts(busy.director, today)
    pending = Proposal.objects.pending().filter(share_of=None).count()
    assert (director["claim"], director["proposal"]) == (1, pending) and pending
    # Requests and absences they may decide as well; the manager judges and reads reports.
    assert (director["request"], director["absence"]) == (1, 1)
    assert director["departure"] == 1 and "departure" not in manager
    assert director.keys().isdisjoint({"suspicion", "report"})
    written = {counts(p, today).get("reports", 0) for p in User.objects.filter(role="consultant")}
    assert 1 in written


def test_nobody_decides_on_his_own_absence(floor, today):
    Absence.objects.create(
        user=floor.manager,
        kind="leave",
        from_on=today,
        to_on=today,
        recorded_on=today,
        state="requested",
    )
    assert "absence" not in counts(floor.manager, today)
    assert counts(floor.director, today)["absence"] == to_decide(floor.director).count() == 1


def test_whom_no_manager_leads_waits_for_the_director(busy, today):
    busy.manager.team.update(manager=None)
    director = counts(busy.director, today)
    assert director["suspicion"] and director["report"] == 1
    assert counts(busy.manager, today) == {}


def test_another_team_and_another_store_do_not_count(busy, today, now):
    other_manager = ManagerFactory(store=busy.store)
    assert counts(other_manager, today) == {}
    assert counts(Floor().director, today) == {}
    assert counts(UserFactory(store=busy.store, role="reception"), today) == {}


def test_a_regions_director_counts_all_his_stores(floor, new_floor, today):
    near = Floor(StoreFactory(region=floor.store.region))
    head = UserFactory(role=Role.DIRECTOR, store=None, region=floor.store.region)
    assert counts(head, today) == counts(floor.director, today)
    deadline = Deadline.objects.filter(responsible=floor.consultant, due_on=today).first()
    deadline.pk, deadline.store, deadline.responsible = None, near.store, near.consultant
    deadline.save()
    both = counts(head, today)
    assert both["today"] == counts(floor.director, today)["today"] + 1


def test_numbers_equal_the_lists_behind_them(busy, today, client):
    for person in (busy.consultant, busy.manager, busy.director):
        client.force_login(person)
        (digest,) = digests_for([person], on=today)
        for item in items_of(digest):
            if item.code in DEADLINES:
                assert deadlines_behind(person, item.code, on=today).count() == item.number
            context = client.get(item.url).context
            if item.code in (ANNOTATIONS, REPORTS):
                assert len(context[item.code]) == item.number
            else:
                assert context["page_obj"].paginator.count == item.number, item


def test_a_consultants_numbers_are_those_of_his_worklist(busy, today):
    worklist = count_worklist(busy.consultant.pk, on=today)
    mine = counts(busy.consultant, today)
    assert {code: mine.get(code, 0) for code in DEADLINES} == {
        code: worklist[code] for code in DEADLINES
    }


def test_a_finding_is_announced_a_day_ahead(floor, now, today):
    """R10: an interval of 3 days kept on the 21st is broken at the close of the 25th."""
    opportunity = floor.open(now=now, on=today, grade="H", days=7, plan_in=7)
    deadline = opportunity.deadlines.get(kind="cadence_breach")
    found = []
    for days in range(8):
        on = today + timedelta(days=days)
        rows = deadlines_behind(floor.consultant, BREAKING, on=on)
        if rows.filter(pk=deadline.pk).exists():
            found.append(on)
    assert found == [deadline.breaks_on - timedelta(days=1), deadline.breaks_on]


def test_queries_do_not_grow_with_people(busy, today):
    def asked():
        people = list(User.objects.filter(store=busy.store))
        with CaptureQueriesContext(connection) as queries:
            digests_for(people, on=today)
        return len(queries)

    before = asked()
    for _ in range(5):
        manager = ManagerFactory(store=busy.store)
        UserFactory(store=busy.store, manager=manager)
    assert asked() == before <= 22


@settings(max_examples=50)
@given(moment=st.datetimes())
def test_a_missed_morning_is_made_up_for_until_closing_time(moment):
    kind = due_digest(moment, morning=time(8, 30), closing=time(18))
    if moment.time() < time(8, 30):
        assert kind is None
    else:
        assert kind == ("closing" if moment.hour >= 18 else "morning")
