"""Removing a recording: never while a dispute in which it is evidence is open (R4.10)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.people.models import User
from followups.recordings.models import Recording

from ..claims.models import Claim, ClaimState
from ..penalties.models import Appeal, ProposalState

OPEN_CLAIMS = (ClaimState.DRAFT, ClaimState.FILED)


def is_in_dispute(recording: Recording) -> bool:
    """Whether an appeal still to be decided, or an open claim, names the recording or its contact."""
    activity = recording.activity_id
    named = Q(evidence=activity) | Q(owner_contact=activity) | Q(claimant_contact=activity)
    return (
        Appeal.objects.filter(recordings=recording, proposal__state=ProposalState.PROPOSED).exists()
        or Claim.objects.filter(named, state__in=OPEN_CLAIMS).exists()
    )


@transaction.atomic
def delete_recording(*, by: User, on: date, recording: Recording) -> None:
    """Remove a recording with its file; only its uploader may, on the day they added it.

    Raises ``ValidationError`` that says why it stays.
    """
    recording = (
        Recording.objects.select_for_update(of=("self",))
        .select_related("activity__opportunity__store")
        .get(pk=recording.pk)
    )
    store = recording.activity.opportunity.store
    if recording.added_by_id != by.pk:
        raise ValidationError(_("Only who added a recording can remove it."))
    if store.business_date(recording.added_at) != on:
        raise ValidationError(_("A recording can be removed on the day it was added only."))
    if is_in_dispute(recording):
        raise ValidationError(_("The recording is evidence in an open dispute and stays."))
    storage, name = recording.file.storage, recording.file.name
    recording.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
