"""The ten-day collection forecast 十日收款预定表 (R9.5)."""

from django.db.models import ExpressionWrapper, F
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role
from foundation.money import FenField
from orders.dues.queries import ALL, COMING, OVERDUE, forecast, forecast_rows
from orders.orders.models import PaymentDue

from .sheet import DATE, DAY, MONEY, NUMBER, Column, Customer, Figure, Measure, Sheet, Table

LABELS = {
    OVERDUE: _("Overdue payments"),
    COMING: _("Due in the next ten days"),
    ALL: _("To be collected"),
}
# Each has its number and, under this name, its amount.
AMOUNT = "_amount"


class CollectionForecast(Sheet):
    """What is outstanding at present, by the day on which it is due."""

    code = "forecast"
    title = _("Ten-day collection forecast")
    form_name = "十日收款预定表"
    hint = _("Payments due in the next ten days, by day, the overdue first.")
    period = DATE
    roles = (*READING_ROLES, Role.FINANCE)
    parts = {"day": "due_on"}

    def columns(self, scope):
        return [
            Column("customer", _("Customer"), width=12),
            Column("due", _("Due on"), DAY, 10),
            Column("kind", _("Kind"), width=10),
            Column("order", _("Order number"), width=14),
            Column("model", _("Model"), width=12),
            Column("amount", _("Amount"), MONEY, 14),
            Column("paid", _("Paid"), MONEY, 14),
            Column("left", _("Outstanding"), MONEY, 14),
            Column("consultant", _("Consultant"), width=10),
        ]

    def rows(self, scope):
        rows = forecast_rows(self._dues(scope), ALL, on=scope.start)
        return rows.select_related("order__customer", "order__consultant")

    def measures(self, scope):
        found = {}
        for name, label in LABELS.items():
            rows = forecast_rows(self._dues(scope), name, on=scope.start)
            rows = rows.annotate(left=_left())
            found[name] = Measure(label, rows)
            found[name + AMOUNT] = Measure(label, rows, amount="left")
        return found

    def tables(self, scope):
        found = forecast(self._dues(scope), on=scope.start)

        def line(label, amount, name, **by):
            return [
                label,
                Figure(amount.number, name, by),
                Figure(amount.outstanding, name + AMOUNT, by),
            ]

        pattern = pgettext("date format", "D j M")
        return [
            Table(
                _("By day"),
                [
                    Column("day", _("Date"), width=16),
                    Column("number", _("Number of payments"), NUMBER, 10),
                    Column("left", _("Outstanding"), MONEY, 16),
                ],
                [
                    line(LABELS[OVERDUE], found.overdue, OVERDUE),
                    *(
                        line(date_format(amount.day, pattern), amount, COMING, day=amount.day)
                        for amount in found.days
                    ),
                    line(LABELS[COMING], found.coming, COMING),
                ],
                line(_("Total"), found.total, ALL),
            )
        ]

    def lines(self, scope, rows):
        for due in rows:
            order = due.order
            yield [
                Customer(order.customer.name, order.customer_id),
                due.due_on,
                due.label,
                order.number,
                order.model,
                due.amount,
                due.paid,
                due.outstanding,
                str(order.consultant),
            ]

    def _dues(self, scope):
        return scope.narrow(
            PaymentDue.objects.visible_to(scope.viewer),
            person="order__consultant",
            store="order__store",
        )


def _left():
    return ExpressionWrapper(F("amount") - F("paid"), output_field=FenField())
