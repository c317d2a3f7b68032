"""The director approves or waives what the audit proposed (R8.3, R8.4, R8.6)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from leads.services.customers import save_as

from ..models import LedgerEntry, Proposal, ProposalState
from ..rules.ladder import Price
from .errors import DecisionError
from .ledger import enter, require_director
from .locks import lock_people, lock_store
from .occasions import later_pending, price_of, reprice_after


@dataclass(frozen=True)
class Repricing:
    """What a proposal still to be decided would become."""

    proposal: Proposal
    price: Price


@transaction.atomic
def approve(proposal, *, by, now, on):
    """Enter the penalty, and the manager's share of it, in the ledger of the date ``on``.

    Returns the consultant's ``LedgerEntry``; approving again returns the same one. Raises
    ``PermissionDenied`` unless ``by`` is a director of the store, ``DecisionError`` if the proposal
    was waived or is a manager's share, which is decided with the penalty it belongs to.
    """
    proposal = _locked(proposal, by)
    if proposal.state == ProposalState.WAIVED:
        raise DecisionError(_("This proposal was waived before."))
    if proposal.state == ProposalState.APPROVED:
        return LedgerEntry.objects.get(proposal=proposal, reverses=None)
    entry = None
    for part in _with_share(proposal):
        _mark(part, ProposalState.APPROVED, by, now)
        written = enter(
            store=part.store,
            person=part.person,
            on=on,
            kind=part.kind,
            family=part.family,
            amount=part.amount,
            proposal=part,
            share_of=entry,
            entered_at=now,
            entered_by=by,
        )
        entry = entry or written
    return entry


@transaction.atomic
def waive(proposal, *, by, now, reason):
    """Let the occasion go, with the manager's share; it no longer counts for later ones (R8.4).

    Later proposals still to be decided are recomputed. Returns the proposal; waiving again changes
    nothing. Raises as ``approve`` does, and ``DecisionError`` without a reason.
    """
    if not reason.strip():
        raise DecisionError(_("Say why the proposal is waived."))
    proposal = _locked(proposal, by)
    if proposal.state == ProposalState.APPROVED:
        raise DecisionError(_("This proposal was approved before."))
    if proposal.state == ProposalState.PROPOSED:
        for part in _with_share(proposal):
            _mark(part, ProposalState.WAIVED, by, now, reason.strip())
        reprice_after(proposal)
    return proposal


def preview_waive(proposal):
    """The later proposals whose occasion or price waiving this one would change; writes nothing."""
    changes = []
    for later in later_pending(proposal):
        price = price_of(later, waiving=proposal.pk)
        if (price.occasion, price.kind, price.amount) != (later.occasion, later.kind, later.amount):
            changes.append(Repricing(later, price))
    return changes


def _locked(proposal, by):
    """The proposal as it is now, its store and person held until the end of the transaction."""
    lock_store(proposal.store_id)
    lock_people([proposal.person_id])
    require_director(by, proposal.store_id)
    proposal = Proposal.objects.select_related("store", "person").get(pk=proposal.pk)
    if proposal.share_of_id:
        raise DecisionError(_("A manager's share is decided together with its fine."))
    return proposal


def _with_share(proposal):
    yield proposal
    yield from Proposal.objects.select_related("store", "person").filter(share_of=proposal)


def _mark(proposal, state, by, now, reason=""):
    proposal.state, proposal.reason = state, reason
    proposal.decided_at, proposal.decided_by = now, by
    save_as(proposal, by=by, now=now, reason=reason[:100])
