"""The appeal of a proposal, with recordings, until the director decides (R8.6)."""

import pytest
from django.core.exceptions import PermissionDenied

from compliance.findings.models import Finding
from compliance.penalties.models import Appeal, Proposal
from compliance.penalties.services.appeals import file_appeal
from compliance.penalties.services.deciding import waive
from compliance.penalties.services.proposing import propose
from foundation.decisions import DecisionError
from foundation.history import Cause
from tests.penalties.conftest import said


def opportunity_of(evening):
    return evening.consultant.opportunities.first()


def test_it_is_filed_with_evidence_and_read_with_the_proposal(fined, client):
    recording = fined.record(opportunity_of(fined))
    fine = fined.fines()[0]
    client.force_login(fined.consultant)
    url = f"/proposals/{fine.pk}/appeal/"
    assert recording in client.get(url).context["form"].fields["recordings"].queryset
    client.post(url, {"text": "The customer was reached", "recordings": [recording.pk]})
    client.force_login(fined.director)
    for page in (f"/proposals/{fine.pk}/", "/inbox/"):
        text = client.get(page).content.decode()
        assert "The customer was reached" in text and "tape 7" in text
    assert "The customer was reached" in client.get(f"/proposals/{fine.pk}/waive/").content.decode()


def test_it_can_be_changed_while_the_proposal_is_pending(fined):
    fine = fined.fines()[0]
    file_appeal(fine, **fined.by(fined.consultant), text="first")
    file_appeal(fine, **fined.by(fined.consultant), text="second")
    appeal = Appeal.objects.get()
    assert [row.text for row in appeal.history.order_by("history_id")] == ["first", "second"]
    file_appeal(fine, **fined.by(fined.consultant), text="second")
    assert appeal.history.count() == 2


def test_the_decision_closes_it(fined, client):
    fine = fined.fines()[0]
    file_appeal(fine, **fined.by(fined.consultant), text="first")
    waive(fine, **fined.by(fined.director), reason="true")
    with pytest.raises(DecisionError):
        file_appeal(fine, **fined.by(fined.consultant), text="second")
    client.force_login(fined.consultant)
    page = client.get(f"/proposals/{fine.pk}/appeal/", follow=True)
    assert "too late" in said(page)[-1]
    assert Appeal.objects.get().text == "first"


def test_only_the_person_appeals_and_never_against_a_share(fined, client):
    fine = fined.fines()[0]
    colleague = fined.new_consultant()
    with pytest.raises(PermissionDenied):
        file_appeal(fine, **fined.by(colleague), text="x")
    with pytest.raises(DecisionError):
        file_appeal(fine.share, **fined.by(fined.manager), text="x")
    client.force_login(colleague)
    assert client.get(f"/proposals/{fine.pk}/appeal/").status_code == 404


def test_evidence_is_of_ones_own_contacts(fined):
    colleague = fined.new_consultant()
    foreign = fined.record(fined.open(now=fined.now, on=fined.today, consultant=colleague))
    with pytest.raises(DecisionError):
        file_appeal(fined.fines()[0], **fined.by(fined.consultant), text="x", recordings=[foreign])
    assert not Appeal.objects.exists()


def test_an_appealed_proposal_that_late_records_refute_goes(fined):
    """R6.8, R8.2: run again, the night no longer finds it; what was written stays in the history."""
    fine = fined.fines()[0]
    file_appeal(fine, **fined.by(fined.consultant), text="first")
    on = fine.opened_on
    Finding.objects.filter(opened_on=on).update(closed_on=on)
    propose(fined.store, on=on, cause=Cause(None, fined.now, "again"))
    assert not Proposal.objects.filter(pk=fine.pk).exists()
    assert Appeal.history.filter(text="first").exists()
