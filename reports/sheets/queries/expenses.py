"""What was spent on intents, by consultant, kind and month (R14.4)."""

from datetime import timedelta

from django.db.models import DateField
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role, User
from foundation.months import month_name
from orders.expenses.models import Expense, ExpenseKind

from .sheet import MONEY, NUMBER, RANGE, Column, Figure, Group, Measure, Sheet, tally

WAYS = {"person": _("Consultant"), "kind": _("Kind"), "month": _("Month")}
PATHS = {"person": "consultant", "kind": "kind", "month": "month"}
ORDER = {"person": ["consultant__full_name", "consultant"], "kind": ["kind"], "month": ["-month"]}
SPENT, NUMBER_OF = "spent", "number"


class Expenses(Sheet):
    """Of each group the sum of every kind, and of all; what was struck out counts nowhere."""

    code = "expenses"
    title = _("Expenses of intents")
    form_name = "客户费用统计表"
    hint = _("What was spent on customers' intents, by consultant, kind and month.")
    roles = (*READING_ROLES, Role.FINANCE)
    period = RANGE
    reach = timedelta(days=90)
    ways = WAYS
    parts = PATHS
    notes = (
        _("By the day on which it was spent; what was struck out does not count."),
        _("An expense stays with the consultant whose intent it was when it was entered."),
    )

    def columns(self, scope):
        way = self.way(scope)
        kinds = [] if way == "kind" else ExpenseKind.choices
        return [
            Column("way", WAYS[way], width=16),
            *(Column(code, label, MONEY, 11) for code, label in kinds),
            Column("number", _("Number of expenses"), NUMBER, 9),
            Column("sum", _("Total"), MONEY, 12),
        ]

    def measures(self, scope):
        if "measures" not in scope.memo:
            rows = Expense.objects.visible_to(scope.viewer).standing()
            rows = rows.filter(spent_on__range=(scope.start, scope.end))
            rows = rows.annotate(month=TruncMonth("spent_on", output_field=DateField()))
            rows = scope.narrow(rows)
            scope.memo["measures"] = {
                SPENT: Measure(_("Expenses"), rows, amount="amount"),
                NUMBER_OF: Measure(_("Number of expenses"), rows),
            }
        return scope.memo["measures"]

    def rows(self, scope):
        way = self.way(scope)
        rows = self.measures(scope)[NUMBER_OF].rows.order_by(*ORDER[way])
        return rows.values(PATHS[way]).distinct()

    def lines(self, scope, rows):
        way = self.way(scope)
        keys = [row[PATHS[way]] for row in rows]
        names = _names(way, keys)
        for key in keys:
            by = {way: key.isoformat() if way == "month" else key}
            yield [names[key], *self._figures(scope, [key], by)]

    def total(self, scope):
        keys = {key for key, _kind in self._found(scope)[NUMBER_OF]}
        return [_("Total"), *self._figures(scope, keys, {})]

    def figures(self, scope):
        found = self._found(scope)
        measures = self.measures(scope).items()
        shown = [Figure(sum(found[name].values()), name, label=m.label) for name, m in measures]
        return [Group(_("Total"), shown)]

    def _figures(self, scope, keys, by):
        found, kinds = self._found(scope), ExpenseKind.values

        def of(measure, chosen):
            return sum(found[measure].get((key, kind), 0) for key in keys for kind in chosen)

        if self.way(scope) == "kind":
            parts = []
        else:
            parts = [Figure(of(SPENT, [kind]), SPENT, by | {"kind": kind}) for kind in kinds]
        return [
            *parts,
            Figure(of(NUMBER_OF, kinds), NUMBER_OF, by),
            Figure(of(SPENT, kinds), SPENT, by),
        ]

    def _found(self, scope):
        """``{measure: {(group, kind): figure}}``."""
        if "found" not in scope.memo:
            path, measures = PATHS[self.way(scope)], self.measures(scope)
            scope.memo["found"] = {
                name: {(key, kind): value for (key, kind), value in _tally(measure, path)}
                for name, measure in measures.items()
            }
        return scope.memo["found"]


def _tally(measure, path):
    if path == "kind":
        return [((kind, kind), value) for (kind,), value in tally(measure, "kind").items()]
    return tally(measure, path, "kind").items()


def _names(way, keys):
    """``{key: what it is called}``, in one query at most."""
    if way == "month":
        return {key: month_name(key) for key in keys}
    if way == "kind":
        return {key: ExpenseKind(key).label for key in keys}
    return {key: str(each) for key, each in User.objects.in_bulk(keys).items()}
