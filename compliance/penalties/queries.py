"""What the pages of proposals and the ledger show, and how it became so (R1.3, R1.4, R8.6)."""

from django.db.models import Case, F, Q, When

from followups.absences.queries import recorded_absence_changes
from followups.calendars.models import Absence
from followups.deadlines.rules.kinds import Kind
from foundation.display import money_text
from foundation.history import Change, latest_first, recorded_changes
from foundation.yuan import FEN

from ..findings.models import Finding, Verdict
from ..findings.queries import verdicts_of
from .models import (
    Appeal,
    Family,
    LedgerEntry,
    Proposal,
    ProposalState,
    RectificationReport,
    Suspension,
)
from .rules import FAMILY_OF, FINE


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


def findings_behind_all(proposals):
    """``{proposal: [finding, …]}``: ``findings_behind`` each, of all in one query."""
    origins = {proposal.pk: proposal.share_of or proposal for proposal in proposals}
    days = {origin.opened_on for origin in origins.values()}
    rows = Finding.objects.filter(responsible__in={o.person_id for o in origins.values()})
    rows = rows.filter(Q(opened_on__in=days) | Q(verdict_on__in=days))
    rows = rows.select_related("opportunity__customer").order_by("rule", "due_on", "pk")
    found = list(rows)
    return {
        pk: [finding for finding in found if _is_behind(origin, finding)]
        for pk, origin in origins.items()
    }


def _is_behind(origin, finding):
    if (finding.store_id, finding.responsible_id) != (origin.store_id, origin.person_id):
        return False
    if origin.family == Family.EVASION:
        confirmed = finding.verdict == Verdict.CONFIRMED and finding.verdict_on == origin.opened_on
        return finding.rule == Kind.SUSPECTED_EVASION and confirmed
    opened = finding.opened_on == origin.opened_on != finding.closed_on
    return opened and FAMILY_OF.get(finding.rule) == origin.family


def entries_for(user):
    """The ledger as far as the user may read it, the latest entry first."""
    return (
        LedgerEntry.objects.visible_to(user)
        .select_related(
            "person", "entered_by", "proposal", "share_of__person", "reverses", "reversal"
        )
        .order_by("-on", "-pk")
    )


def rate_of(proposal):
    """Yuan per item (R8.2), or ``None`` where the amount is not simply so many times that."""
    if proposal.kind != FINE or proposal.share_of_id or not proposal.items or proposal.uncharged:
        return None
    rate = (proposal.amount / proposal.items).quantize(FEN)
    return rate if rate * proposal.items == proposal.amount else None


SHOWN = {
    Proposal: ("kind", "amount", "uncharged", "items", "occasion", "state"),
    Appeal: ("text",),
    RectificationReport: ("state", "due_on"),
}
REASONS = {
    Proposal: lambda row: row.reason,
    RectificationReport: lambda row: row.comment,
}


def steps_of(proposal):
    """The ``Change`` rows of a proposal and all that came of it, the latest first.

    That is its appeal, report, suspension, entries, and the verdicts that made an offence of a suspicion.
    """
    found = []
    for model, condition in (
        (Proposal, {"id": proposal.pk}),
        (Appeal, {"proposal_id": proposal.pk}),
        (RectificationReport, {"proposal_id": proposal.pk}),
    ):
        rows = model.history.filter(**condition)
        found += recorded_changes(model, rows, SHOWN[model], reason_of=REASONS.get(model))
    absences = Suspension.objects.filter(proposal=proposal).values("absence")
    found += recorded_absence_changes(Absence.history.filter(id__in=absences))
    if proposal.family == Family.EVASION:
        found += verdicts_of(findings_behind(proposal))
    found += _entries(proposal)
    return latest_first(found)


def _entries(proposal):
    rows = LedgerEntry.objects.filter(proposal=proposal).select_related("entered_by")
    amount = LedgerEntry._meta.get_field("amount").verbose_name
    kind = LedgerEntry._meta.get_field("kind").verbose_name
    for row in rows:
        fields = [(kind, "", row.get_kind_display()), (amount, "", money_text(row.amount))]
        name = LedgerEntry._meta.verbose_name
        yield Change(row.entered_at, row.entered_by, name, fields, row.reason)
