"""The complaints of a period, by kind, cause, model and consultant (R9.9, R14.1)."""

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import OVERSEEING_ROLES
from accounts.people.models import Role, User
from foundation.display import moment
from service.complaints.models import Complaint, ComplaintCause, Severity
from service.complaints.queries.analysis import full_name

from .cross import cross_table
from .sheet import DAY, MONEY, RANGE, Column, Figure, Group, Link, Measure, Sheet, tally

ALL, OPEN, LATE, CLOSED, UNSATISFIED = "all", "open", "late", "closed", "unsatisfied"
COLUMNS = [
    Column("on", _("Date"), DAY, 10),
    Column("name", _("Who complains"), width=12),
    Column("kind", _("Kind"), width=12),
    Column("cause", _("Cause"), width=14),
    Column("severity", _("Severity"), width=8),
    Column("model", _("Model"), width=10),
    Column("text", _("Complaint"), width=30),
    Column("with", _("Lies with"), width=10),
    Column("due", _("Answer by"), width=14),
    Column("answer", _("Answer"), width=24),
    Column("cost", _("Cost"), MONEY, 10),
    Column("consultant", _("Consultant"), width=10),
]
RELATED = ["store", "cause__kind", "assignee", "consultant"]


def complaint_line(scope, row):
    """Who reads the complaint reads who complains; no number, whoever looks (R1.3)."""
    cause = row.cause
    return [
        row.registered_on,
        Link(row.name, "service:complaint", row.pk),
        str((cause.kind or cause) if cause else ""),
        str(cause if cause and cause.kind else ""),
        row.get_severity_display(),
        row.model,
        row.text,
        str(row.assignee or row.get_department_display()),
        moment(row.due_at),
        row.answer,
        row.cost,
        str(row.consultant or ""),
    ]


class Complaints(Sheet):
    """By the day on which they were registered, with what became of them to this day."""

    code = "complaints"
    title = _("Complaints")
    form_name = "客户投诉分析表"
    hint = _("Kind, cause, severity, answer and cost, with the rows behind each figure.")
    period = RANGE
    roles = (*OVERSEEING_ROLES, Role.SERVICE)
    parts = {
        "kind": "kind",
        "cause": "cause",
        "severity": "severity",
        "model": "model",
        "person": "consultant",
    }

    def columns(self, scope):
        return COLUMNS

    def measures(self, scope):
        rows = Complaint.objects.visible_to(scope.viewer)
        rows = rows.filter(registered_on__range=(scope.start, scope.end))
        rows = scope.narrow(rows).annotate(kind=Coalesce("cause__kind", "cause"))
        answered_late = rows.filter(closed_at__gt=F("due_at"))
        return {
            ALL: Measure(_("Complaints"), rows),
            OPEN: Measure(_("Open"), rows.open()),
            LATE: Measure(_("Answered late"), answered_late),
            CLOSED: Measure(_("Answered"), rows.exclude(closed_at=None)),
            UNSATISFIED: Measure(_("Not satisfied"), rows.filter(confirmation="unsatisfied")),
        }

    def rows(self, scope):
        rows = self.measures(scope)[ALL].rows.select_related(*RELATED)
        return rows.order_by("registered_on", "pk")

    def lines(self, scope, rows):
        return [complaint_line(scope, row) for row in rows]

    def figures(self, scope):
        measures = self.measures(scope).items()
        figures = [Figure(m.rows.count(), name, label=m.label) for name, m in measures]
        return [Group(_("Total"), figures)]

    def tables(self, scope):
        measure = self.measures(scope)[ALL]
        across = ("severity", list(Severity.choices))
        tables = []
        for part, title in (
            ("kind", _("Kind")),
            ("cause", _("Cause")),
            ("person", _("Consultant")),
        ):
            down = (part, _named(part, [key for (key,) in tally(measure, self.parts[part])]))
            tables.append(cross_table(title, ALL, measure, down, across, self))
        models = sorted(key for (key,) in tally(measure, "model") if key)
        down = ("model", [(name, name) for name in models])
        return [*tables, cross_table(_("Model"), ALL, measure, down, across, self)]


def _named(part, keys):
    """``(key, what it is called)``, those without one left out."""
    keys = [key for key in keys if key is not None]
    if part == "person":
        rows = User.objects.filter(pk__in=keys).order_by("full_name", "pk")
        return [(row.pk, str(row)) for row in rows]
    rows = ComplaintCause.objects.filter(pk__in=keys).select_related("kind")
    return [(row.pk, full_name(row)) for row in rows.order_by("kind", "pk")]
