"""Who changed what on a card, when, from what to what (R1.4)."""

from dataclasses import dataclass

from accounts.models import User
from followups.models import Activity
from leads.models import Customer, Grade, Opportunity

LATEST = 100
BOOKKEEPING = {"id", "history_id", "history_date", "history_change_reason", "history_type"}
BOOKKEEPING |= {"history_user", "customer", "opportunity", "store", "executed_at", "ended_on"}
BOOKKEEPING |= {"planned_for", "is_effective"}


@dataclass(frozen=True)
class Change:
    at: object
    by: object
    subject: str
    field: str
    before: object
    after: object
    reason: str


def history_of(customer):
    """The latest ``Change`` rows of the card, its opportunities and its activities, latest first."""
    names = _Names()
    found = []
    for model, condition in (
        (Customer, {"id": customer.pk}),
        (Opportunity, {"customer_id": customer.pk}),
        (Activity, {"opportunity__customer_id": customer.pk}),
    ):
        rows = model.history.filter(**condition).select_related("history_user")
        found += _changes(model, rows.order_by("id", "history_date", "history_id"), names)
    return sorted(found, key=lambda change: change.at, reverse=True)[:LATEST]


def _changes(model, rows, names):
    fields = [f for f in model.history.model._meta.fields if f.name not in BOOKKEEPING]
    before = None
    for row in rows:
        if before is not None and before.id == row.id:
            for field in fields:
                old, new = getattr(before, field.attname), getattr(row, field.attname)
                if old != new:
                    yield Change(
                        at=row.history_date,
                        by=row.history_user,
                        subject=model._meta.verbose_name,
                        field=field.verbose_name,
                        before=names.show(field, before),
                        after=names.show(field, row),
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
        if field.is_relation and value is not None:
            return self._of(field.related_model).get(value, value)
        return value

    def _of(self, model):
        if model not in self._loaded:
            rows = {User: User.objects, Grade: Grade.objects}[model].all()
            self._loaded[model] = {row.pk: str(row) for row in rows}
        return self._loaded[model]
