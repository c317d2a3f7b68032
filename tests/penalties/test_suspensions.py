"""Suspensions: dated at the approval or later, ended by a reversal (R8.1, R8.7)."""

from datetime import timedelta

import pytest

from compliance.penalties.models import LedgerEntry, Proposal, Suspension
from compliance.penalties.services.deciding import Consequence, approve
from compliance.penalties.services.ledger import reverse
from compliance.penalties.services.suspensions import FreeDays, set_days
from followups.activities.models import Activity
from followups.calendars.models import Absence
from followups.deadlines.services import compare
from foundation.decisions import DecisionError
from leads.opportunities.models import Opportunity

SERIOUS = "again and again"


def days(evening, first, last):
    return evening.today + timedelta(days=first), evening.today + timedelta(days=last)


def suspend(evening, first=1, last=3):
    consequence = Consequence(suspended=days(evening, first, last), reason=SERIOUS)
    proposal = evening.expiries()[1]
    return approve(
        proposal, **evening.by(evening.director), on=evening.today, consequence=consequence
    )


def assert_deadlines_are_right():
    assert not compare(list(Opportunity.objects.values_list("pk", flat=True)))


def test_its_days_are_an_absence_that_postpones_plans(expired):
    plan = expired.open(now=expired.now, on=expired.today, plan_in=2).activities.get()
    suspend(expired)
    absence = Suspension.objects.get(person=expired.consultant).absence
    assert (absence.kind, absence.state) == ("suspension", "approved")
    assert (absence.from_on, absence.to_on) == days(expired, 1, 3)
    assert Activity.objects.get(pk=plan.pk).planned_on > absence.to_on
    assert_deadlines_are_right()


def test_the_page_proposes_tomorrow_and_three_days(expired, client):
    proposal = expired.expiries()[1]
    client.force_login(expired.director)
    page = client.get("/proposals/approve/", {"proposal": proposal.pk})
    form = page.context["proposals"][0].consequence_form
    assert (form.initial["from_on"], form.initial["to_on"]) == days(expired, 1, 3)
    sent = {"proposal": proposal.pk, "shown": page.context["shown"]}
    for name, value in {"kind": "suspension", "reason": SERIOUS, **form.initial}.items():
        sent[f"consequence-{proposal.pk}-{name}"] = str(value)
    client.post("/proposals/approve/", sent)
    assert (
        Suspension.objects.get(person=expired.consultant).absence.from_on == days(expired, 1, 1)[0]
    )


def test_free_days_are_clear_of_other_absences(expired):
    suspend(expired)
    free = FreeDays([expired.consultant.pk], after=expired.today)
    assert free.take(expired.consultant.pk, on=expired.today) == days(expired, 4, 6)
    assert free.take(expired.consultant.pk, on=expired.today) == days(expired, 7, 9)


@pytest.mark.parametrize("first, last", [(-1, 2), (3, 1), (1, 200)])
def test_impossible_days_undo_the_approval(first, last, expired):
    with pytest.raises(DecisionError):
        suspend(expired, first, last)
    assert not LedgerEntry.objects.exists()


def test_without_days_it_waits_for_them(expired, client):
    proposal = expired.expiries()[1]
    approve(
        proposal,
        **expired.by(expired.director),
        on=expired.today,
        consequence=Consequence(reason=SERIOUS),
    )
    assert list(Proposal.objects.undated()) == [proposal]
    client.force_login(expired.director)
    assert "days-" in client.get("/inbox/").content.decode()
    first, last = days(expired, 2, 4)
    url = f"/proposals/{proposal.pk}/days/"
    sent = {"from_on": first.isoformat(), "to_on": last.isoformat()}
    client.post(url, sent)
    assert Suspension.objects.get(person=expired.consultant).absence.to_on == last
    client.post(url, sent)
    assert Absence.objects.count() == 2
    by = expired.by(expired.director) | {"on": expired.today}
    with pytest.raises(DecisionError):
        set_days(proposal, **by, from_on=first, to_on=last)


def test_a_reversal_cancels_one_still_to_come(expired):
    entry = suspend(expired)
    reverse(entry, **expired.by(expired.director), on=expired.today, reason="wrong")
    absence = Absence.objects.get(user=expired.consultant)
    assert (absence.state, absence.cancelled_on) == ("cancelled", expired.today)
    assert_deadlines_are_right()


def test_a_reversal_cuts_short_one_that_has_begun(expired):
    entry = suspend(expired)
    tomorrow = expired.today + timedelta(days=1)
    later = expired.now + timedelta(days=1)
    reverse(entry, by=expired.director, now=later, on=tomorrow, reason="wrong")
    for person in (expired.consultant, expired.manager):
        absence = Suspension.objects.get(person=person).absence
        assert (absence.from_on, absence.to_on, absence.state) == (tomorrow, tomorrow, "approved")
    assert Absence.objects.filter(state="cancelled").count() == 2
    assert_deadlines_are_right()


def test_a_reversed_one_no_longer_waits_for_days(expired):
    by = expired.by(expired.director) | {"on": expired.today}
    entry = approve(expired.expiries()[1], **by, consequence=Consequence(reason=SERIOUS))
    reverse(entry, **expired.by(expired.director), on=expired.today, reason="wrong")
    assert not Proposal.objects.undated().exists()
