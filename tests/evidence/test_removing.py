"""Recordings are removed on the day they were added, and kept while in dispute (R4.10)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from compliance.claims.models import Claim
from compliance.evidence.services import delete_recording
from compliance.penalties.models import Appeal, Proposal
from followups.recordings.models import Recording


@pytest.fixture
def remove(floor, recording, today):
    def try_it(by=None, on=today):
        delete_recording(by=by or floor.consultant, on=on, recording=recording)

    return try_it


def test_on_the_same_day_by_the_uploader(client, recording, media, url):
    where = reverse("compliance:recording_delete", args=[recording.pk])
    assert client.get(where).status_code == 200
    assert Recording.objects.exists()
    client.post(where)
    assert not Recording.objects.exists()


def test_its_file_goes_with_it(remove, media, recording, django_capture_on_commit_callbacks):
    path = Path(media) / recording.file.name
    with django_capture_on_commit_callbacks(execute=True):
        remove()
    assert not path.exists()


def test_not_a_day_later_and_by_nobody_else(remove, floor, today):
    with pytest.raises(ValidationError, match="on the day"):
        remove(on=today + timedelta(days=1))
    with pytest.raises(ValidationError, match="Only who"):
        remove(by=floor.manager)
    assert Recording.objects.exists()


@pytest.fixture
def claim(floor, done, today):
    return Claim.objects.create(
        store=floor.store,
        customer=done.opportunity.customer,
        claimant=floor.new_consultant(),
        owner=floor.consultant,
        state="filed",
        drafted_on=today,
    )


@pytest.mark.parametrize("named_as", ["evidence", "owner_contact", "claimant_contact"])
def test_not_while_a_claim_names_its_contact(remove, claim, done, named_as):
    if named_as == "evidence":
        claim.evidence.add(done)
    else:
        Claim.objects.filter(pk=claim.pk).update(**{named_as: done})
    with pytest.raises(ValidationError, match="dispute"):
        remove()
    Claim.objects.filter(pk=claim.pk).update(state="refused")
    remove()


def test_not_while_an_appeal_names_it(remove, floor, recording, now, today):
    proposal = Proposal.objects.create(
        store=floor.store,
        person=floor.consultant,
        family="follow-up",
        opened_on=today,
        occasion=1,
        items=1,
        kind="fine",
        amount="50.00",
    )
    appeal = Appeal.objects.create(proposal=proposal, text="有录音", filed_at=now)
    appeal.recordings.add(recording)
    with pytest.raises(ValidationError, match="dispute"):
        remove()
    Proposal.objects.filter(pk=proposal.pk).update(state="waived")
    remove()
