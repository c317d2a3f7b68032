"""Sales progress against target: store, region, consultant, model (R9.7)."""

from django.utils.translation import gettext_lazy as _

from accounts.access.queries import staff_visible_to
from accounts.people.models import Region, Store, User
from orders.orders.models import Order
from orders.targets.models import Target
from orders.targets.queries import FIGURES, GROUPS, Progress, progress, progress_rows

from .sheet import NUMBER, SHARE, Column, Figure, Measure, Sheet, Table, percent

LABELS = {
    "orders": _("Orders"),
    "deliveries": _("Deliveries"),
    "conversions": _("Conversions"),
    "cancelled": _("Cancelled"),
}
TITLES = {
    "region": _("Region"),
    "store": _("Store"),
    "consultant": _("Consultant"),
    "model": _("Model"),
}
NAMES = {"region": Region, "store": Store, "consultant": User}


class SalesProgress(Sheet):
    """The targets of stores, regions and models are those of everybody: a director's to compare with."""

    code = "sales"
    title = _("Sales against target")
    form_name = "销售进度表"
    hint = _("Orders and deliveries of the month by store, region, consultant and model.")
    parts = {name: path for name, (path, _target) in GROUPS.items()}

    def measures(self, scope):
        orders = self._orders(scope)
        return {
            name: Measure(LABELS[name], progress_rows(orders, name, month=scope.start))
            for name in FIGURES
        }

    def tables(self, scope):
        return [self._table(scope, by) for by in self._groups(scope)]

    def _groups(self, scope):
        whole_stores = scope.viewer.heads and scope.people is None
        if not whole_stores:
            return ["consultant"]
        heads_several = not (scope.viewer.store_id or scope.store)
        return [*(["region"] if heads_several else []), "store", "consultant", "model"]

    def _table(self, scope, by):
        found = progress(self._orders(scope), self._targets(scope), month=scope.start, by=by)
        names = _names(by, found)
        lines = [_line(names[key], found[key], {by: key}) for key in sorted(found, key=names.get)]
        return Table(
            TITLES[by],
            [
                Column("of", TITLES[by], width=16),
                Column("target_orders", _("Orders wanted"), NUMBER, 9),
                Column("orders", LABELS["orders"], NUMBER, 9),
                Column("order_share", _("Share of target"), SHARE, 9),
                Column("target_deliveries", _("Deliveries wanted"), NUMBER, 9),
                Column("deliveries", LABELS["deliveries"], NUMBER, 9),
                Column("delivery_share", _("Share of target"), SHARE, 9),
                Column("conversions", LABELS["conversions"], NUMBER, 9),
                Column("cancelled", LABELS["cancelled"], NUMBER, 9),
            ],
            lines,
            _line(_("Total"), sum(found.values(), Progress()), {}),
        )

    def _orders(self, scope):
        return scope.narrow(Order.objects.visible_to(scope.viewer))

    def _targets(self, scope):
        rows = Target.objects.visible_to(scope.viewer)
        if scope.viewer.heads and scope.people is None:
            return rows.filter(store=scope.store) if scope.store else rows
        people = staff_visible_to(scope.viewer) if scope.people is None else scope.people
        return rows.filter(consultant__in=people)


def _line(label, numbers, by):
    return [
        label,
        numbers.target_orders or None,
        Figure(numbers.orders, "orders", by),
        percent(numbers.orders, numbers.target_orders),
        numbers.target_deliveries or None,
        Figure(numbers.deliveries, "deliveries", by),
        percent(numbers.deliveries, numbers.target_deliveries),
        Figure(numbers.conversions, "conversions", by),
        Figure(numbers.cancelled, "cancelled", by),
    ]


def _names(by, keys):
    """``{key: what it is called}``."""
    if by not in NAMES:
        return {key: key for key in keys}
    rows = {row.pk: str(row) for row in NAMES[by].objects.filter(pk__in=keys)}
    return {key: rows.get(key, "") for key in keys}
