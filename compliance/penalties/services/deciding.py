"""The director approves or waives what the audit proposed (R8.3, R8.4, R8.6, R8.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import require_director
from accounts.people.models import User
from accounts.people.services import lock_people, lock_store
from foundation.decisions import DecisionError
from foundation.history import Cause, save_as
from foundation.yuan import ZERO
from ledgers.append import append

from ..models import OCCASION_WAIVED, LedgerEntry, LedgerSum, PenaltyKind, Proposal, ProposalState
from ..rules import Price, choices, needs_reason
from .pricing import prices_of, reprice_after
from .reports import open_reports
from .suspensions import impose
from .telling import tell_decided


@dataclass(frozen=True)
class Repricing:
    """What a proposal still to be decided would become."""

    proposal: Proposal
    price: Price


@dataclass(frozen=True)
class Consequence:
    """What the director sets with an approval (R8.7); ``suspended``: first and last day.

    ``kind``: what they make of it, ``None`` what is proposed; ``reason``: why, wherever
    "serious" is the question (R8.1).
    """

    report_due_on: date | None = None
    suspended: tuple[date, date] | None = None
    kind: str | None = None
    reason: str = ""


@transaction.atomic
def approve(
    proposal: Proposal, *, by: User, now: datetime, on: date, consequence: Consequence | None = None
) -> LedgerEntry:
    """Enter the penalty, and the manager's share of it, in the ledger of the date ``on``.

    A report is due from the consultant then, and the manager's own on their supervision; a suspension
    without days waits for them (R8.3, R8.7). Returns the consultant's ``LedgerEntry``; approving again
    returns the same one. Raises ``PermissionDenied`` unless ``by`` is a director of the store,
    ``DecisionError`` if the proposal was waived, is a manager's share, which is decided with the
    penalty it belongs to, or the consequence cannot be or lacks its reason.
    """
    consequence = consequence or Consequence()
    proposal = _locked(proposal, by)
    if proposal.state == ProposalState.WAIVED:
        raise DecisionError(_("This proposal was waived before."))
    if proposal.state == ProposalState.APPROVED:
        return LedgerEntry.objects.get(proposal=proposal, reverses=None)
    kind, reason = consequence.kind or proposal.kind, consequence.reason.strip()
    _require_choice(proposal, kind, reason)
    entry: LedgerEntry | None = None
    parts = list(_with_share(proposal))
    for part in parts:
        if part.kind != kind:
            _become(part, kind, by, now, reason)
        _mark(part, ProposalState.APPROVED, by, now, reason)
        written = append(
            LedgerEntry,
            LedgerSum,
            store=part.store,
            person=part.person,
            on=on,
            kind=part.kind,
            family=part.family,
            amount=part.amount,
            proposal=part,
            share_of=entry,
            reason=reason,
            entered_at=now,
            entered_by=by,
        )
        entry = entry or written
    assert entry
    tell_decided(parts, by=by, now=now, approved=True)
    _follow(proposal, consequence, by=by, now=now, on=on)
    return entry


def _require_choice(proposal: Proposal, kind: str, reason: str) -> None:
    family, occasion = proposal.family, proposal.occasion
    if kind != proposal.kind and kind not in choices(family, occasion):
        raise DecisionError(_("This occasion cannot become that."))
    if needs_reason(family, occasion, kind) and not reason:
        raise DecisionError(_("Say why it is serious, or why it is not."))


def _become(part: Proposal, kind: str, by: User, now: datetime, reason: str) -> None:
    """What was proposed becomes another kind, of no amount, kept in the history (R8.1)."""
    part.kind, part.amount, part.uncharged = kind, ZERO, ZERO
    save_as(part, by=by, now=now, reason=reason)


def _follow(
    proposal: Proposal, consequence: Consequence, *, by: User, now: datetime, on: date
) -> None:
    if proposal.kind == PenaltyKind.REPORT:
        open_reports(proposal, by=by, now=now, on=on, due_on=consequence.report_due_on)
    if proposal.kind == PenaltyKind.SUSPENSION and consequence.suspended:
        from_on, to_on = consequence.suspended
        impose(proposal, by=by, now=now, on=on, from_on=from_on, to_on=to_on)


@transaction.atomic
def waive(proposal: Proposal, *, by: User, now: datetime, reason: str) -> Proposal:
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
        parts = list(_with_share(proposal))
        for part in parts:
            _mark(part, ProposalState.WAIVED, by, now, reason.strip())
        tell_decided(parts, by=by, now=now, approved=False)
        why = OCCASION_WAIVED.of(occasion_on=proposal.opened_on, reason=proposal.reason)
        reprice_after(proposal, Cause(by, now, why))
    return proposal


def preview_waive(*proposals: Proposal) -> list[Repricing]:
    """The later proposals whose occasion or price waiving all these would change; writes nothing."""
    waiving = {proposal.pk for proposal in proposals}
    first: dict[tuple[int, str], date] = {}
    for proposal in proposals:
        of = proposal.person_id, proposal.family
        first[of] = min(first.get(of, proposal.opened_on), proposal.opened_on)
    rows = Proposal.objects.pending().filter(share_of=None, person__in={of[0] for of in first})
    rows = rows.exclude(pk__in=waiving).select_related("store").order_by("opened_on", "pk")
    later = [
        p
        for p in rows
        if (p.person_id, p.family) in first and p.opened_on > first[p.person_id, p.family]
    ]
    return [
        Repricing(proposal, price)
        for proposal, price in prices_of(later, waiving=waiving).items()
        if (price.occasion, price.kind, price.amount)
        != (proposal.occasion, proposal.kind, proposal.amount)
    ]


def lock_proposal(proposal: Proposal) -> None:
    """Hold the proposal's store, its person and their manager until the end of the transaction."""
    lock_store(proposal.store_id)
    shares = Proposal.objects.filter(share_of=proposal.pk).values_list("person_id", flat=True)
    lock_people([proposal.person_id, *shares])


def _locked(proposal: Proposal, by: User) -> Proposal:
    """The proposal as it is now, held until the end of the transaction."""
    lock_proposal(proposal)
    require_director(by, proposal.store_id)
    proposal = Proposal.objects.select_related("store", "person").get(pk=proposal.pk)
    if proposal.share_of_id:
        raise DecisionError(_("A manager's share is decided together with its fine."))
    return proposal


def _with_share(proposal: Proposal) -> Iterator[Proposal]:
    yield proposal
    yield from Proposal.objects.select_related("store", "person").filter(share_of=proposal)


def _mark(proposal: Proposal, state: str, by: User, now: datetime, reason: str = "") -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_at, proposal.decided_by = now, by
    save_as(proposal, by=by, now=now, reason=reason)
