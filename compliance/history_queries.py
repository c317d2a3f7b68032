"""How a proposal became what it is: who, when, before, after, why (R1.4, R8.6)."""

from django.utils.translation import gettext as _

from accounts.templatetags.ui import money_text
from followups.models import Absence
from followups.queries.savings import Change, absence_savings, latest_first, savings

from .models import (
    Appeal,
    Departure,
    Family,
    Finding,
    LedgerEntry,
    Proposal,
    RectificationReport,
    Suspension,
)
from .page_queries import findings_behind

SHOWN = {
    Proposal: ("kind", "amount", "items", "occasion", "state"),
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
        found += savings(model, rows, SHOWN[model], reason_of=REASONS.get(model))
    absences = Suspension.objects.filter(proposal=proposal).values("absence")
    found += absence_savings(Absence.history.filter(id__in=absences))
    if proposal.family == Family.EVASION:
        found += verdicts_of(findings_behind(proposal))
    found += _entries(proposal)
    return latest_first(found)


def verdicts_of(findings):
    """The verdicts on suspicions that were judged at a known hour (R6.5)."""
    verdict = Finding._meta.get_field("verdict").verbose_name
    for finding in findings.exclude(verdict_at=None).select_related("verdict_by"):
        fields = [(verdict, "", finding.get_verdict_display())]
        reason = finding.verdict_reason
        yield Change(finding.verdict_at, finding.verdict_by, _("Suspected evasion"), fields, reason)


def steps_of_departure(person):
    """What was announced and decided about the person's leaving, the latest first (R4.8)."""
    rows = Departure.history.filter(person_id=person.pk)
    return latest_first(savings(Departure, rows, ("state", "leaves_on")))


def _entries(proposal):
    rows = LedgerEntry.objects.filter(proposal=proposal).select_related("entered_by")
    amount = LedgerEntry._meta.get_field("amount").verbose_name
    kind = LedgerEntry._meta.get_field("kind").verbose_name
    for row in rows:
        fields = [(kind, "", row.get_kind_display()), (amount, "", money_text(row.amount))]
        name = LedgerEntry._meta.verbose_name
        yield Change(row.entered_at, row.entered_by, name, fields, row.reason)
