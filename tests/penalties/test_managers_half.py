"""The manager's half of a report and of a suspension (R8.3)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from compliance.penalties.models import (
    LedgerEntry,
    PenaltyPolicy,
    Proposal,
    RectificationReport,
    Suspension,
)
from compliance.penalties.rules import SHIPPED, manager_days, manager_reports
from compliance.penalties.services.deciding import Consequence, approve
from compliance.penalties.services.ledger import reverse
from compliance.penalties.services.reports import accept_report, submit_report
from followups.absences.services.registering import register_absence
from followups.activities.models import Activity
from tests.shown import press


def by_director(evening):
    return evening.by(evening.director) | {"on": evening.today}


def suspend(expired, first=1, last=3):
    days = (expired.today + timedelta(days=first), expired.today + timedelta(days=last))
    consequence = Consequence(suspended=days, reason="again and again")
    return approve(expired.expiries()[1], **by_director(expired), consequence=consequence)


def days_of(person, today):
    absence = Suspension.objects.get(person=person).absence
    return (absence.from_on - today).days, (absence.to_on - today).days


@pytest.mark.parametrize("days, half", [(1, 1), (2, 1), (3, 2), (7, 4), (90, 45)])
def test_half_the_days_rounded_up(days, half):
    assert manager_days(days, SHIPPED) == half
    assert manager_days(days, replace(SHIPPED, manager_suspension="none")) == 0
    free = replace(SHIPPED, manager_share=Decimal(0))
    assert (manager_days(days, free), manager_reports(free)) == (0, False)
    assert manager_reports(SHIPPED)


def test_a_suspension_takes_the_manager_for_half_of_it(expired):
    manager = expired.manager
    plan = expired.open(
        now=expired.now, on=expired.today, consultant=manager, plan_in=1
    ).activities.get()
    entry = suspend(expired)
    assert days_of(expired.consultant, expired.today) == (1, 3)
    assert days_of(manager, expired.today) == (1, 2)
    [share] = entry.shares.all()
    assert (share.person, share.kind, str(share.amount)) == (manager, "suspension", "0.00")
    # Handled as an absence: their plans are postponed (R8.7).
    assert (Activity.objects.get(pk=plan.pk).planned_on - expired.today).days == 3


def test_where_the_manager_is_away_it_waits_for_free_days(expired):
    first = expired.today + timedelta(days=2)
    register_absence(
        by=None,
        now=expired.now,
        on=expired.today,
        user=expired.manager,
        kind="leave",
        from_on=first,
        to_on=first,
    )
    suspend(expired)
    assert days_of(expired.manager, expired.today) == (3, 4)


def test_the_policy_may_spare_the_manager(expired):
    since = expired.today - timedelta(days=60)
    PenaltyPolicy.objects.create(
        store=expired.store, effective_from=since, manager_suspension="none"
    )
    entry = suspend(expired)
    assert not Suspension.objects.filter(person=expired.manager).exists()
    assert [(s.kind, s.amount) for s in entry.shares.all()] == [("suspension", 0)]


def test_a_report_asks_the_manager_for_one_on_supervision(expired, client):
    entry = approve(expired.expiries()[0], **by_director(expired))
    own = RectificationReport.objects.get(person=expired.manager)
    assert own.proposal.share_of == expired.expiries()[0]
    assert own.due_on == expired.today + timedelta(days=3)
    url = f"/reports/{own.pk}/"
    client.force_login(expired.manager)
    assert "Report on supervision" in client.get("/reports/").content.decode()
    assert "How you supervised" in client.get(url).content.decode()
    assert url in client.get(f"/proposals/{own.proposal_id}/").content.decode()
    client.post(url, {"act": "submit", "text": "I looked at the totals only"})
    with pytest.raises(PermissionDenied):
        accept_report(own, **expired.by(expired.manager), on=expired.today)
    client.force_login(expired.consultant)
    assert client.get(url).status_code == 404
    client.force_login(expired.director)
    assert "I looked at the totals only" in client.get("/inbox/?kind=report").content.decode()
    press(client, url, {"act": "accept", "comment": "well seen"})
    own.refresh_from_db()
    assert (own.state, own.reviewed_by) == ("accepted", expired.director)
    assert [(s.kind, str(s.amount)) for s in entry.shares.all()] == [("report", "0.00")]


def test_without_a_share_the_manager_owes_nothing(expired):
    since = expired.today - timedelta(days=60)
    PenaltyPolicy.objects.create(store=expired.store, effective_from=since, manager_share=0)
    approve(expired.expiries()[0], **by_director(expired))
    assert not RectificationReport.objects.filter(person=expired.manager).exists()
    assert LedgerEntry.objects.filter(person=expired.manager, kind="report").exists()


def test_a_reversal_ends_the_managers_half_too(expired):
    entry = approve(expired.expiries()[0], **by_director(expired))
    reverse(entry, **by_director(expired), reason="wrong person")
    assert set(RectificationReport.objects.values_list("state", flat=True)) == {"withdrawn"}
    reverse(suspend(expired), **by_director(expired), reason="wrong person")
    states = Suspension.objects.values_list("absence__state", flat=True)
    assert list(states) == ["cancelled", "cancelled"]


def test_it_is_shown_before_and_after(expired, client):
    first, second = expired.expiries()
    client.force_login(expired.director)
    page = client.get("/proposals/approve/", {"proposal": [first.pk, second.pk]}).content.decode()
    assert "Report on supervision" in page and "half the days, rounded up" in page
    suspend(expired)
    assert "21 Nov" in client.get(f"/proposals/{second.pk}/").content.decode()
    client.force_login(expired.manager)
    share = Proposal.objects.get(share_of=second)
    assert "Suspension for study" in client.get(f"/proposals/{share.pk}/").content.decode()


def test_a_report_of_someone_without_manager_is_the_directors(expired):
    approve(expired.expiries()[0], **by_director(expired))
    own = RectificationReport.objects.get(person=expired.manager)
    submit_report(own, **expired.by(expired.manager), text="x")
    accept_report(own, **by_director(expired))
