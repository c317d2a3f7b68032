"""A person's objection to what is proposed against them, with their evidence (R8.6)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.people.models import User
from accounts.people.services import lock_people, lock_store
from followups.recordings.models import Recording
from foundation.decisions import DecisionError
from foundation.history import save_as
from foundation.reason_codes import Reason

from ..models import APPEAL_EVIDENCE, Appeal, Proposal, ProposalState

LONGEST_APPEAL = 5000


def recordings_of(person: User) -> QuerySet[Recording]:
    """The recordings that may be evidence: of the person's own contacts, the latest first."""
    rows = Recording.objects.filter(activity__consultant=person)
    return rows.select_related("activity__opportunity__customer").order_by("-added_at", "-pk")


@transaction.atomic
def file_appeal(
    proposal: Proposal, *, by: User, now: datetime, text: str, recordings: Iterable[Recording] = ()
) -> Appeal:
    """File the one appeal of a proposal, or change it while the proposal is still to be decided.

    Returns the ``Appeal``. Raises ``PermissionDenied`` unless it is the person's own,
    ``DecisionError`` for a manager's share, which follows its fine, once decided, without a text, or
    with a recording of somebody else's contact.
    """
    lock_store(proposal.store_id)
    lock_people([proposal.person_id])
    proposal = Proposal.objects.get(pk=proposal.pk)
    _check(proposal, by, text)
    wanted = {recording.pk for recording in recordings}
    chosen = list(recordings_of(by).filter(pk__in=wanted).order_by("pk"))
    if len(chosen) != len(wanted):
        raise DecisionError(_("Choose recordings of your own contacts."))
    appeal = Appeal.objects.filter(proposal=proposal).first()
    before = set(appeal.recordings.values_list("pk", flat=True)) if appeal else set()
    if appeal and appeal.text == text.strip() and before == wanted:
        return appeal
    appeal = appeal or Appeal(proposal=proposal, filed_at=now)
    appeal.text = text.strip()
    save_as(appeal, by=by, now=now, reason=_evidence(chosen))
    appeal.recordings.set(chosen)
    return appeal


def _check(proposal: Proposal, by: User, text: str) -> None:
    if proposal.person_id != by.pk:
        raise PermissionDenied
    if proposal.share_of_id:
        raise DecisionError(_("A manager's share follows its fine: nothing to appeal against."))
    if proposal.state != ProposalState.PROPOSED:
        raise DecisionError(_("This proposal has been decided: it is too late to appeal."))
    if not text.strip():
        raise DecisionError(_("Say what speaks against the proposal."))
    if len(text) > LONGEST_APPEAL:
        raise DecisionError(_("This text is too long."))


def _evidence(recordings: list[Recording]) -> str | Reason:
    """What the history keeps of the choice, as numbers of recordings."""
    numbers = ", ".join(str(recording.pk) for recording in recordings)
    return APPEAL_EVIDENCE.of(numbers=numbers) if numbers else ""
