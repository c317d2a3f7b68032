"""The savings of a record as lines of a page: who, when, before, after, why (R1.4)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.reasons import Reason
from accounts.templatetags.ui import day, money_text
from followups.models import Absence, AbsenceState


@dataclass(frozen=True)
class Change:
    """One saving; ``fields`` are ``(name, before, after)`` of what it changed, at the first without before.

    ``is_reassignment``: it says in one line that a customer went to another consultant.
    """

    at: object
    by: object
    subject: str
    fields: list
    reason: str | Reason
    is_reassignment: bool = False


def savings(model, rows, shown, *, reason_of=None):
    """``Change`` rows of the history ``rows`` of a model, in which the fields ``shown`` changed.

    ``reason_of``: says the reason of a row, where the history's own is not the whole of it.
    """
    fields = [model.history.model._meta.get_field(name) for name in shown]
    before = None
    for row in rows.select_related("history_user").order_by("id", "history_date", "history_id"):
        known = before if before is not None and before.id == row.id else None
        changed = [
            (field.verbose_name, _show(field, known) if known else "", _show(field, row))
            for field in fields
            if known is None or getattr(known, field.attname) != getattr(row, field.attname)
        ]
        if changed:
            reason = (reason_of(row) if reason_of else "") or row.history_change_reason or ""
            name = model._meta.verbose_name
            yield Change(row.history_date, row.history_user, name, changed, reason)
        before = row


def latest_first(changes):
    """What was saved at one moment stays in the order of the savings."""
    return sorted(changes, key=lambda change: change.at)[::-1]


def absence_savings(rows):
    """The history ``rows`` of absences: asked for why, decided by whom and why (R4.7)."""
    return savings(Absence, rows, ("state", "from_on", "to_on"), reason_of=_reason_of_absence)


def _reason_of_absence(row):
    return row.reason if row.state == AbsenceState.REQUESTED else row.decision_reason


def _show(field, row):
    value = getattr(row, field.attname)
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(value, Decimal):
        return money_text(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.is_relation:
        return str(getattr(row, field.name) or "")
    return day(value) if value and field.name.endswith("_on") else value
