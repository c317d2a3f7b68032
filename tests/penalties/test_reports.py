"""Rectification reports from the approval to the acceptance (R8.7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from compliance.penalties.models import LedgerEntry, RectificationReport
from compliance.penalties.services.deciding import Consequence, approve
from compliance.penalties.services.ledger import reverse
from compliance.penalties.services.reports import accept_report, return_report, submit_report
from foundation.decisions import DecisionError
from tests.shown import press


@pytest.fixture
def report(expired):
    approve(expired.expiries()[0], **expired.by(expired.director), on=expired.today)
    return RectificationReport.objects.get(person=expired.consultant)


def test_an_approval_asks_the_consultant(expired, report):
    assert report.person == expired.consultant
    assert report.due_on == expired.today + timedelta(days=3)
    entries = LedgerEntry.objects.filter(kind="report")
    assert {entry.person for entry in entries} == {expired.consultant, expired.manager}
    assert [entry.amount for entry in entries] == [0, 0]


def test_the_director_may_set_another_date(expired, client):
    first = expired.expiries()[0]
    client.force_login(expired.director)
    page = client.get("/proposals/approve/", {"proposal": first.pk})
    due = expired.today + timedelta(days=7)
    name = f"consequence-{first.pk}-due_on"
    form = {"proposal": first.pk, "shown": page.context["shown"], name: "2020-01-01"}
    client.post("/proposals/approve/", form)
    assert not RectificationReport.objects.exists()
    client.post("/proposals/approve/", form | {name: due.isoformat()})
    assert {report.due_on for report in RectificationReport.objects.all()} == {due}


def test_a_date_that_cannot_be_undoes_the_approval(expired):
    first = expired.expiries()[0]
    consequence = Consequence(report_due_on=expired.today - timedelta(days=1))
    with pytest.raises(DecisionError):
        approve(first, **expired.by(expired.director), on=expired.today, consequence=consequence)
    assert not LedgerEntry.objects.exists()


def test_written_returned_written_again_accepted(expired, report, client):
    url = f"/reports/{report.pk}/"
    client.force_login(expired.consultant)
    assert "Write the report" in client.get("/").content.decode()
    client.post(url, {"act": "draft", "text": "not yet right"})
    client.force_login(expired.manager)
    assert "not yet right" not in client.get(url).content.decode()
    client.force_login(expired.consultant)
    client.post(url, {"act": "submit", "text": "I forgot"})
    client.force_login(expired.manager)
    assert "I forgot" in client.get(url).content.decode()
    press(client, url, {"act": "return", "comment": ""})
    report.refresh_from_db()
    assert report.state == "submitted"
    press(client, url, {"act": "return", "comment": "And what now?"})
    client.force_login(expired.consultant)
    assert "And what now?" in client.get(url).content.decode()
    client.post(url, {"act": "submit", "text": "I forgot; a list from now on"})
    client.force_login(expired.manager)
    press(client, url, {"act": "accept", "comment": ""})
    report.refresh_from_db()
    assert (report.state, report.reviewed_by) == ("accepted", expired.manager)
    texts = [row.text for row in report.history.order_by("history_id")]
    assert texts[1:4] == ["not yet right", "I forgot", "I forgot"]
    shown = client.get(url).context["versions"]
    assert [row.state for row in shown] == ["accepted", "submitted", "returned", "submitted", "due"]


def test_out_of_turn_and_not_ones_own(expired, report):
    with pytest.raises(DecisionError):
        accept_report(report, **expired.by(expired.manager), on=expired.today)
    with pytest.raises(PermissionDenied):
        submit_report(report, **expired.by(expired.manager), text="x")
    with pytest.raises(DecisionError):
        submit_report(report, **expired.by(expired.consultant), text=" ")
    submit_report(report, **expired.by(expired.consultant), text="x")
    with pytest.raises(PermissionDenied):
        accept_report(report, **expired.by(expired.consultant), on=expired.today)
    accept_report(report, **expired.by(expired.manager), on=expired.today)
    with pytest.raises(DecisionError):
        return_report(report, **expired.by(expired.manager), on=expired.today, comment="late")


def test_overdue_ones_are_seen(expired, report, client):
    RectificationReport.objects.update(due_on=expired.today - timedelta(days=2))
    for person in (expired.manager, expired.director):
        client.force_login(person)
        assert report in client.get("/reports/?show=overdue").context["page_obj"].object_list
    client.force_login(expired.consultant)
    assert "2 days late" in client.get("/").content.decode()


def test_reversing_the_entry_withdraws_what_is_not_accepted(expired, report):
    entry = LedgerEntry.objects.get(person=expired.consultant)
    reverse(entry, **expired.by(expired.director), on=expired.today, reason="wrong person")
    report.refresh_from_db()
    assert report.state == "withdrawn"
    assert report.history.first().history_change_reason == "wrong person"


def test_an_accepted_report_stays(expired, report):
    submit_report(report, **expired.by(expired.consultant), text="x")
    accept_report(report, **expired.by(expired.manager), on=expired.today)
    entry = LedgerEntry.objects.get(person=expired.consultant)
    reverse(entry, **expired.by(expired.director), on=expired.today, reason="wrong")
    report.refresh_from_db()
    assert report.state == "accepted"


@pytest.mark.parametrize("role", ["consultant", "manager", "director"])
def test_the_list_asks_no_more_for_more_rows(role, expired, report, client, queries):
    client.force_login(getattr(expired, role))
    one = queries("/reports/")
    for _ in range(2):
        fine = report.proposal
        fine.pk = fine.share_of_id = None
        fine.opened_on -= timedelta(days=9)
        fine.save()
        RectificationReport.objects.create(
            proposal=fine, person=report.person, due_on=expired.today
        )
    assert queries("/reports/") == one
