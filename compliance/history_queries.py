"""How a proposal became what it is: who, when, before, after, why (R1.4, R8.6)."""

from dataclasses import dataclass

from accounts.templatetags.ui import day, money_text
from followups.models import Absence

from .models import Appeal, LedgerEntry, Proposal, RectificationReport, Suspension

SHOWN = {
    Proposal: ("kind", "amount", "items", "occasion", "state"),
    Appeal: ("text",),
    RectificationReport: ("state", "due_on"),
    Absence: ("state", "from_on", "to_on"),
}


@dataclass(frozen=True)
class Step:
    """One saving; ``fields`` are ``(name, before, after)``, with ``before`` empty at the first."""

    at: object
    by: object
    subject: str
    fields: list
    reason: str


def steps_of(proposal):
    """The ``Step`` rows of a proposal, its appeal, report, suspension and entries, the latest first."""
    absences = Suspension.objects.filter(proposal=proposal).values("absence")
    found = []
    for model, condition in (
        (Proposal, {"id": proposal.pk}),
        (Appeal, {"proposal_id": proposal.pk}),
        (RectificationReport, {"proposal_id": proposal.pk}),
        (Absence, {"id__in": absences}),
    ):
        rows = model.history.filter(**condition).select_related("history_user")
        found += _steps(model, rows.order_by("id", "history_date", "history_id"))
    found += _entries(proposal)
    # What was saved at one moment stays in the order of the savings.
    return sorted(found, key=lambda step: step.at)[::-1]


def _steps(model, rows):
    fields = [model.history.model._meta.get_field(name) for name in SHOWN[model]]
    before = None
    for row in rows:
        known = before if before is not None and before.id == row.id else None
        changed = [
            (field.verbose_name, _show(field, known) if known else "", _show(field, row))
            for field in fields
            if known is None or getattr(known, field.attname) != getattr(row, field.attname)
        ]
        if changed:
            reason = row.history_change_reason or ""
            if model is Proposal and row.reason:
                reason = row.reason
            if model is RectificationReport and row.comment:
                reason = row.comment
            yield Step(
                row.history_date, row.history_user, model._meta.verbose_name, changed, reason
            )
        before = row


def _show(field, row):
    value = getattr(row, field.attname)
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if field.name == "amount":
        return money_text(value)
    return day(value) if field.name.endswith("_on") else value


def _entries(proposal):
    rows = LedgerEntry.objects.filter(proposal=proposal).select_related("entered_by")
    amount = LedgerEntry._meta.get_field("amount").verbose_name
    kind = LedgerEntry._meta.get_field("kind").verbose_name
    for row in rows:
        fields = [(kind, "", row.get_kind_display()), (amount, "", money_text(row.amount))]
        name = LedgerEntry._meta.verbose_name
        yield Step(row.entered_at, row.entered_by, name, fields, row.reason)
