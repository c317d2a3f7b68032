"""What departments are asked for customers, and how soon they answer (R5.4)."""

from datetime import timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import READING_ROLES, zone_for
from accounts.people.models import Role, Store, User
from foundation.dates import moments_of
from foundation.display import moment
from service.questions.models import Department, Question

from .percentiles import minutes, percentiles
from .sheet import NUMBER, RANGE, SHARE, Column, Figure, Group, Link, Measure, Sheet, percent, tally

ASKED, OPEN, ANSWERED, LATE = "asked", "open", "answered", "late"
WAYS = {
    "department": _("Department"),
    "person": pgettext_lazy("question", "Asked by"),
    "store": _("Store"),
}
QUESTION_RELATED = ["store", "customer", "asked_by", "answered_by"]
QUESTION_COLUMNS = [
    Column("customer", _("Customer"), width=12),
    Column("department", _("Department"), width=10),
    Column("text", _("Question"), width=30),
    Column("by", pgettext_lazy("question", "Asked by"), width=10),
    Column("at", _("Asked at"), width=14),
    Column("due", _("Answer by"), width=14),
    Column("answer", _("Answer"), width=30),
    Column("answerer", _("Answered by"), width=10),
    Column("answered", _("Answered at"), width=14),
]


def question_line(scope, row):
    """Who reads the question reads whose it is; no number, whoever looks (R1.3)."""
    return [
        Link(row.customer.name, "service:question", row.pk),
        row.get_department_display(),
        row.text,
        str(row.asked_by),
        moment(row.asked_at),
        moment(row.due_at),
        row.answer,
        str(row.answered_by or ""),
        moment(row.answered_at) if row.answered_at else "",
    ]


class Questions(Sheet):
    """By the day on which they were asked, with what became of them to this moment."""

    code = "questions"
    title = _("Questions to departments")
    form_name = "部门答疑统计表"
    hint = _("How many questions each department was asked, answered, answered late, and how soon.")
    roles = (*READING_ROLES, Role.FINANCE, Role.SERVICE, Role.MARKETING)
    period = RANGE
    reach = timedelta(days=90)
    ways = WAYS
    parts = {"department": "department", "person": "asked_by", "store": "store"}
    notes = (
        _("Questions asked in the period, and what became of them to this moment."),
        _("Late: answered after the term, or not answered and the term is over."),
        _("Times are minutes by the clock from the question to the answer."),
    )

    def columns(self, scope):
        return [
            Column("way", WAYS[self.way(scope)], width=16),
            Column("asked", pgettext_lazy("question", "Asked"), NUMBER, 8),
            Column("open", pgettext_lazy("answers", "Waiting"), NUMBER, 8),
            Column("answered", _("Answered"), NUMBER, 8),
            Column("late", pgettext_lazy("answers", "Late"), NUMBER, 8),
            Column("late_share", "%", SHARE, 8),
            Column("median", _("Median, min"), NUMBER, 9),
            Column("mean", _("Mean, min"), NUMBER, 9),
        ]

    def measures(self, scope):
        start, end = moments_of(scope.start, scope.end, zone_for(scope.viewer))
        rows = Question.objects.visible_to(scope.viewer)
        rows = rows.filter(asked_at__gte=start, asked_at__lt=end)
        rows = scope.narrow(rows, person="asked_by")
        answered = rows.exclude(answered_at=None)
        wait = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())
        return {
            ASKED: Measure(pgettext_lazy("question", "Asked"), rows),
            OPEN: Measure(pgettext_lazy("answers", "Waiting"), rows.waiting()),
            ANSWERED: Measure(_("Answered"), answered.annotate(wait=wait)),
            LATE: Measure(pgettext_lazy("answers", "Late"), rows.late(scope.moment)),
        }

    def rows(self, scope):
        path = self.parts[self.way(scope)]
        groups = self.measures(scope)[ASKED].rows.order_by().values(path)
        return groups.annotate(number=Count("pk")).order_by("-number", path)

    def lines(self, scope, rows):
        way = self.way(scope)
        path = self.parts[way]
        keys = [row[path] for row in rows]
        found, names = self._found(scope), _names(way, keys)
        medians, means = self._times(scope, path)
        for key in keys:
            numbers = {name: counts.get((key,), 0) for name, counts in found.items()}
            yield [names[key], *_figures(numbers, medians.get(key), means.get(key), {way: key})]

    def total(self, scope):
        numbers = {name: sum(counts.values()) for name, counts in self._found(scope).items()}
        medians, means = self._times(scope, None)
        return [_("Total"), *_figures(numbers, medians.get(None), means.get(None), {})]

    def figures(self, scope):
        found, measures = self._found(scope), self.measures(scope)
        shown = [
            Figure(sum(found[name].values()), name, label=each.label)
            for name, each in measures.items()
        ]
        return [Group(_("Total"), shown)]

    def _found(self, scope):
        """``{measure: {(group,): number}}`` of all groups."""
        if "found" not in scope.memo:
            path = self.parts[self.way(scope)]
            measures = self.measures(scope).items()
            scope.memo["found"] = {name: tally(each, path) for name, each in measures}
        return scope.memo["found"]

    def _times(self, scope, path):
        """``({group: (median, 90 %)}, {group: mean})`` of those that were answered; of all under ``None``."""
        rows = self.measures(scope)[ANSWERED].rows.order_by()
        if path is None:
            means = {None: rows.aggregate(mean=Avg("wait"))["mean"]}
        else:
            means = dict(rows.values_list(path).annotate(mean=Avg("wait")))
        return percentiles(rows, "wait", path), means


def _figures(numbers, median, mean, by):
    return [
        *(Figure(numbers[name], name, by) for name in (ASKED, OPEN, ANSWERED, LATE)),
        percent(numbers[LATE], numbers[ASKED]),
        median[0] if median else None,
        minutes(mean) if mean is not None else None,
    ]


def _names(way, keys):
    """``{key: what it is called}``, in one query at most."""
    if way == "department":
        return {key: str(Department(key).label) for key in keys}
    found = {"person": User, "store": Store}[way].objects.in_bulk(keys)
    return {key: str(each) for key, each in found.items()}
