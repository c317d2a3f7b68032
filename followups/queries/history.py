"""Who changed what on a card, when, from what to what (R1.4)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.templatetags.ui import day
from followups.models import Activity
from leads.models import (
    UNKNOWN_BIRTHDAY,
    ChangeRequest,
    Customer,
    Grade,
    Opportunity,
    RequestState,
)

LATEST = 100
BOOKKEEPING = {"id", "history_id", "history_date", "history_change_reason", "history_type"}
BOOKKEEPING |= {"history_user", "customer", "opportunity", "store", "executed_at", "ended_on"}
BOOKKEEPING |= {"planned_for", "is_effective"}


@dataclass(frozen=True)
class Change:
    """One saving; ``fields`` are ``(name, before, after)`` of what it changed."""

    at: object
    by: object
    subject: str
    fields: list
    reason: str


def history_of(customer):
    """The latest ``Change`` rows of the card, its requests, opportunities and activities, latest first."""
    names = _Names()
    found = []
    for model, condition in (
        (Customer, {"id": customer.pk}),
        (Opportunity, {"customer_id": customer.pk}),
        (Activity, {"opportunity__customer_id": customer.pk}),
    ):
        rows = model.history.filter(**condition).select_related("history_user")
        found += _changes(model, rows.order_by("id", "history_date", "history_id"), names)
    found += _requests(customer)
    return sorted(found, key=lambda change: change.at, reverse=True)[:LATEST]


def _requests(customer):
    """What was asked for and what was answered (R1.4); the change itself stands beside it."""
    name, phone, kind, state = (
        ChangeRequest._meta.get_field(field).verbose_name
        for field in ("name", "phone", "kind", "state")
    )
    subject = ChangeRequest._meta.verbose_name
    for asked in customer.requests.select_related("requested_by", "decided_by"):
        fields = [(kind, "", asked.get_kind_display())]
        fields += [(name, asked.old_name, asked.name)] if asked.name else []
        fields += [(phone, asked.old_phone, asked.phone)] if asked.phone else []
        yield Change(asked.requested_at, asked.requested_by, subject, fields, asked.reason)
        if asked.decided_at:
            answer = [(state, RequestState.WAITING.label, asked.get_state_display())]
            yield Change(asked.decided_at, asked.decided_by, subject, answer, asked.decision_reason)


def _changes(model, rows, names):
    fields = [f for f in model.history.model._meta.fields if f.name not in BOOKKEEPING]
    before = None
    for row in rows:
        if before is not None and before.id == row.id:
            changed = [
                (field.verbose_name, names.show(field, before), names.show(field, row))
                for field in fields
                if getattr(before, field.attname) != getattr(row, field.attname)
            ]
            if changed:
                yield Change(
                    at=row.history_date,
                    by=row.history_user,
                    subject=model._meta.verbose_name,
                    fields=changed,
                    reason=row.history_change_reason or "",
                )
        before = row


class _Names:
    """People and grades by key, each loaded once, when first asked for."""

    def __init__(self):
        self._loaded = {}

    def show(self, field, row):
        value = getattr(row, field.attname)
        if field.choices:
            return getattr(row, f"get_{field.name}_display")()
        if isinstance(value, date):
            return _("to be completed") if value == UNKNOWN_BIRTHDAY else day(value)
        if field.is_relation and value is not None:
            return self._of(field.related_model).get(value, value)
        return value

    def _of(self, model):
        if model not in self._loaded:
            rows = {User: User.objects, Grade: Grade.objects}[model].all()
            self._loaded[model] = {row.pk: str(row) for row in rows}
        return self._loaded[model]
