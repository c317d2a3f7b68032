"""What the pages of findings, proposals and the ledger show, as the user may see it (R1.3)."""

from django.db.models import Case, F, Q, When

from followups.rules.deadlines import Kind

from .models import Family, Finding, LedgerEntry, Proposal, ProposalState, Verdict
from .rules.ladder import EXACT, FAMILY_OF, FEN, FINE, ZERO


def findings_for(user):
    """The findings the user may see, with all that a row shows."""
    return Finding.objects.visible_to(user).select_related(
        "store",
        "opportunity__customer__consultant",
        "responsible",
        "supervisor",
        "assessor",
        "verdict_by",
    )


def proposals_for(user):
    """A row per penalty with its manager's share beneath; one's own share is a row of one's own.

    By person; within a person those still to be decided come first, then the latest.
    """
    rows = Proposal.objects.visible_to(user).filter(Q(share_of=None) | Q(person=user))
    return rows.select_related(
        "store", "person", "decided_by", "share__person", "share_of__person"
    ).order_by(
        "person__full_name",
        "person",
        Case(When(state=ProposalState.PROPOSED, then=0), default=1),
        "-opened_on",
        "family",
        "pk",
    )


def findings_behind(proposal):
    """Exactly the findings that the proposal's items count, as ``services.proposing`` counts them."""
    origin = proposal.share_of or proposal
    rows = Finding.objects.filter(store=origin.store_id, responsible=origin.person_id)
    if origin.family == Family.EVASION:
        rows = rows.filter(
            rule=Kind.SUSPECTED_EVASION, verdict=Verdict.CONFIRMED, verdict_on=origin.opened_on
        )
    else:
        rules = [rule for rule, family in FAMILY_OF.items() if family == origin.family]
        rows = rows.filter(opened_on=origin.opened_on, rule__in=rules).exclude(
            closed_on=F("opened_on")
        )
    return rows.select_related(
        "store", "opportunity__customer__consultant", "responsible", "verdict_by"
    ).order_by("rule", "due_on", "pk")


def entries_for(user):
    """The ledger as far as the user may read it, the latest entry first."""
    return (
        LedgerEntry.objects.visible_to(user)
        .select_related("person", "entered_by", "share_of__person", "reverses", "reversal")
        .order_by("-on", "-pk")
    )


def exact_sum(amounts):
    """The exact sum of amounts in yuan."""
    total = ZERO
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def rate_of(proposal):
    """Yuan per item (R8.2), or ``None`` where the amount is not simply so many times that."""
    if proposal.kind != FINE or proposal.share_of_id or not proposal.items:
        return None
    rate = EXACT.divide(proposal.amount, proposal.items).quantize(FEN, context=EXACT)
    return rate if EXACT.multiply(rate, proposal.items) == proposal.amount else None
