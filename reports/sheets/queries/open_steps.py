"""What finance and customer service have still to do, part by part as on their first page (R5.5)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.people.models import Role
from service.departments.queries import PARTS, line_of, rows_of

from .sheet import DATE, DAY, MONEY, Column, Figure, Group, Link, Measure, Sheet


class OpenSteps(Sheet):
    """Of the department of ``role``; as of a day, of what is open now."""

    role = ""
    period = DATE
    by_person = False
    is_landscape = False
    ways_label = pgettext_lazy("open steps", "What")

    def columns(self, scope):
        return [
            Column("on", _("Due on"), DAY, 10),
            Column("customer", _("Customer"), width=12),
            Column("what", pgettext_lazy("open steps", "What"), width=24),
            Column("amount", _("Outstanding"), MONEY, 12),
        ]

    def measures(self, scope):
        found = {}
        for part in PARTS[self.role]:
            rows = part.rows(scope.viewer, on=scope.end)
            found[part.code] = Measure(part.label, rows)
            found[_late(part)] = Measure(part.label, rows.filter(**{f"{part.by}__lt": scope.end}))
        return found

    def figures(self, scope):
        measures = self.measures(scope)

        def group(title, names):
            return Group(
                title,
                [Figure(measures[n].rows.count(), n, label=measures[n].label) for n in names],
            )

        parts = PARTS[self.role]
        return [
            group(_("Open steps"), [part.code for part in parts]),
            group(_("of these late"), [_late(part) for part in parts if part.is_term]),
        ]

    def rows(self, scope):
        return rows_of(self._part(scope), scope.viewer, on=scope.end)

    def lines(self, scope, rows):
        part = self._part(scope)
        for row in rows:
            line = line_of(part, row, scope.viewer)
            what = Link(line.what, "orders:order_detail", line.order) if line.order else line.what
            yield [line.on, line.customer, what, line.amount]

    def _part(self, scope):
        parts = {part.code: part for part in PARTS[self.role]}
        return parts[scope.by or next(iter(parts))]


def _late(part):
    return f"{part.code}-late"


class FinanceSteps(OpenSteps):
    code = "finance-steps"
    title = _("Open steps of finance")
    form_name = "财务待办清单"
    hint = _("Payments, deposits and invoices that are open, and since when.")
    role = Role.FINANCE
    roles = (Role.FINANCE,)
    ways = {part.code: part.label for part in PARTS[Role.FINANCE]}


class ServiceSteps(OpenSteps):
    code = "service-steps"
    title = _("Open steps of customer service")
    form_name = "客服待办清单"
    hint = _("Deliveries, cars, plates, insurances and services that are open, and since when.")
    role = Role.SERVICE
    roles = (Role.SERVICE,)
    ways = {part.code: part.label for part in PARTS[Role.SERVICE]}
