"""What of a store's data cannot be right, record by record (R13.4)."""

from datetime import timedelta

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role
from intake.cleaning.models import InvalidKind, InvalidRecord
from intake.cleaning.models.invalid import LOADED

from .sheet import (
    DAY,
    NUMBER_COLUMN,
    RANGE,
    Column,
    Customer,
    Figure,
    Group,
    Link,
    Measure,
    Sheet,
    numbered,
)

ALL = "all"
INVALID_COLUMNS = [
    Column("kind", _("Kind"), width=24),
    Column("record", pgettext_lazy("invalid data", "Record"), width=18),
    Column("value", _("What stands there"), width=18),
    Column("consultant", _("Consultant"), width=12),
    Column("store", _("Store"), width=14),
    Column("found", pgettext_lazy("invalid data", "Found"), DAY, 10),
]


def record_of(row):
    """The record as a link that leads to where it is mended."""
    if row.card:
        return Customer(row.card.name, row.card_id)
    if row.lead:
        return Link(str(row.lead), "intake:lead", row.lead_id)
    if row.target:
        return Link(str(row.target), "followups:target", row.target_id)
    if row.car:
        return Customer(f"{row.car.customer} · {row.car}", row.car.customer_id)
    return Link(str(row.vehicle), "orders:vehicle_detail", row.vehicle_id)


def invalid_line(scope, row):
    """The values of ``INVALID_COLUMNS``."""
    return [
        row.get_kind_display(),
        record_of(row),
        row.shown_value,
        str(row.responsible or ""),
        str(row.store),
        row.store.business_date(row.found_at),
    ]


class InvalidData(Sheet):
    """What stands as invalid and was found in the span, as the last search left it."""

    code = "invalid-data"
    title = pgettext_lazy("sheet", "Invalid data")
    form_name = "无效数据清单"
    hint = _("What cannot be right, and has been neither mended nor kept as it is.")
    roles = (*READING_ROLES, Role.MARKETING)
    period = RANGE
    reach = timedelta(days=365)

    def columns(self, scope):
        return [NUMBER_COLUMN, *INVALID_COLUMNS]

    def measures(self, scope):
        rows = InvalidRecord.objects.visible_to(scope.viewer).open().with_owner()
        rows = scope.narrow(rows, person="owner").filter(
            found_at__date__range=(scope.start, scope.end)
        )
        measures = {ALL: Measure(_("All"), rows)}
        for kind, label in InvalidKind.choices:
            measures[kind] = Measure(label, rows.filter(kind=kind))
        return measures

    def figures(self, scope):
        measures = self.measures(scope)
        counted = dict(
            measures[ALL].rows.order_by().values_list("kind").annotate(Count("pk", distinct=True))
        )
        shown = [name for name in InvalidKind.values if counted.get(name)]
        figures = [Figure(sum(counted.values()), ALL, label=measures[ALL].label)]
        figures += [Figure(counted[name], name, label=measures[name].label) for name in shown]
        return [Group(_("Total"), figures)]

    def rows(self, scope):
        rows = self.measures(scope)[ALL].rows.select_related(*LOADED)
        return numbered(rows, "kind", "-found_at", "-pk")

    def lines(self, scope, rows):
        for row in rows:
            yield [row.number, *invalid_line(scope, row)]
