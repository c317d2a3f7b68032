"""Stock in, sold, in stock 进销存 by model and colour (R9.7)."""

from django.utils.translation import gettext_lazy as _

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role
from orders.stock.models import Vehicle
from orders.stock.queries import FIGURES, Movement, movement, movement_rows

from .sheet import NUMBER, Column, Figure, Measure, Sheet, Table

LABELS = {
    "opening": _("In stock before"),
    "came": _("Stock in"),
    "sold": _("Sold"),
    "closing": _("In stock"),
    "allocated": _("of which allocated"),
}


class StockSheet(Sheet):
    code = "stock"
    title = _("Stock in, sold, in stock")
    form_name = "进销存表"
    hint = _("Vehicles of the month by model and colour.")
    roles = (*READING_ROLES, Role.RECEPTION, Role.MARKETING, Role.SERVICE, Role.FINANCE)
    by_person = False
    is_landscape = False
    parts = {"model": "model", "colour": "colour"}

    def measures(self, scope):
        days = {"from_on": scope.start, "to_on": scope.last}
        return {
            name: Measure(LABELS[name], movement_rows(self._vehicles(scope), name, **days))
            for name in FIGURES
        }

    def tables(self, scope):
        found = movement(self._vehicles(scope), from_on=scope.start, to_on=scope.last)

        def cells(numbers, **by):
            return [Figure(getattr(numbers, name), name, by) for name in FIGURES]

        lines = [
            [model, colour, *cells(numbers, model=model, colour=colour)]
            for (model, colour), numbers in found.items()
        ]
        total = sum(found.values(), Movement())
        return [
            Table(
                "",
                [
                    Column("model", _("Model"), width=16),
                    Column("colour", _("Colour"), width=12),
                    *(Column(name, LABELS[name], NUMBER, 10) for name in FIGURES),
                ],
                lines,
                [_("Total"), None, *cells(total)],
            )
        ]

    def _vehicles(self, scope):
        rows = Vehicle.objects.visible_to(scope.viewer)
        return rows.filter(store=scope.store) if scope.store else rows
