"""Who changed what on a card, when, from what to what (R1.4)."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.templatetags.ui import day
from followups.models import Activity, Annotation
from leads.models import (
    UNKNOWN_BIRTHDAY,
    ChangeRequest,
    Customer,
    Grade,
    Opportunity,
    RequestState,
)

from .savings import Change, latest_first

LATEST = 100
BOOKKEEPING = {"id", "history_id", "history_date", "history_change_reason", "history_type"}
BOOKKEEPING |= {"history_user", "customer", "opportunity", "store", "executed_at", "ended_on"}
BOOKKEEPING |= {"planned_for", "is_effective"}


# What a hand-over, which is told in one line, writes to the card, its opportunities and plans.
GIVEN = {"consultant", "assigned_on"}
_sources = []


def tell_also(source):
    """Let an app above tell what it knows: ``source(customer, user)`` yields ``Change`` rows."""
    _sources.append(source)


def history_of(customer, *, user):
    """The latest ``Change`` rows of the card and all that belongs to it, as ``user`` may know them."""
    names = _Names()
    found = [change for source in _sources for change in source(customer, user)]
    told = _told_by(change for change in found if change.is_reassignment)
    for model, condition in (
        (Customer, {"id": customer.pk}),
        (Opportunity, {"customer_id": customer.pk}),
        (Activity, {"opportunity__customer_id": customer.pk}),
    ):
        rows = model.history.filter(**condition).select_related("history_user")
        found += _changes(model, rows.order_by("id", "history_date", "history_id"), names, told)
    found += _requests(customer)
    found += _annotations(customer)
    return latest_first(found)[:LATEST]


def _told_by(changes):
    """What marks the rows that a hand-over wrote: its moment, or, of a large one, who and why."""
    told = set()
    for change in changes:
        told |= {change.at, (change.by and change.by.pk, change.reason)}
    return told


def _is_told(row, told):
    return row.history_date in told or (row.history_user_id, row.history_change_reason) in told


def _annotations(customer):
    """What was written to the consultant, and when he read it (R4.9)."""
    rows = Annotation.objects.filter(activity__opportunity__customer=customer)
    subject = Annotation._meta.verbose_name
    for row in rows.select_related("author", "addressee").order_by("-written_at")[:LATEST]:
        to = [(_("addressee"), "", str(row.addressee))]
        yield Change(row.written_at, row.author, subject, to, row.text)
        if row.read_at:
            read = [(_("state"), _("unread"), _("read"))]
            yield Change(row.read_at, row.addressee, subject, read, row.text)


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


def _changes(model, rows, names, told):
    fields = [f for f in model.history.model._meta.fields if f.name not in BOOKKEEPING]
    before = None
    for row in rows:
        if before is not None and before.id == row.id:
            changed = [
                (field.verbose_name, names.show(field, before), names.show(field, row))
                for field in fields
                if getattr(before, field.attname) != getattr(row, field.attname)
                and not (field.name in GIVEN and _is_told(row, told))
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
        if isinstance(value, bool):
            return _("yes") if value else _("no")
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
