"""The vehicles that companies run, company by company (R2.3, R14.2)."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.companies.models import FleetVehicle
from leads.customers.models import Customer as Card

from .prospecting import ALL, whole_figures
from .sheet import DATE, DAY, MARK, NUMBER_COLUMN, Column, Customer, Link, Measure, Sheet, numbered

FROM_US, ELSEWHERE = "ours", "elsewhere"
FLEET_COLUMNS = [
    Column("company", _("Company"), width=20),
    Column("brand", _("Brand"), width=12),
    Column("model", pgettext_lazy("car", "Model"), width=14),
    Column("plate", _("Plate number"), width=12),
    Column("bought", _("Bought on"), DAY, 10),
    Column("ours", _("Bought from us"), MARK, 8),
    Column("consultant", _("Consultant"), width=12),
]
LOADED = ("customer__consultant", "target__customer__consultant", "target__consultant")


def fleet_line(scope, row):
    """The values of ``FLEET_COLUMNS``."""
    company = row.owner
    is_card = isinstance(company, Card)
    return [
        Customer(company.name, company.pk)
        if is_card
        else Link(company.name, "followups:target", company.pk),
        row.brand,
        row.model,
        row.plate_number,
        row.bought_on,
        "✓" if row.from_us else "",
        str(company.consultant or ""),
    ]


class Fleets(Sheet):
    """What customers and target customers run, of what was bought up to the day or who knows when."""

    code = "fleets"
    title = pgettext_lazy("sheet", "Fleets of companies")
    form_name = "大客户车辆清单"
    hint = _("Which vehicles companies run, and which of them they bought here.")
    period = DATE

    def columns(self, scope):
        return [NUMBER_COLUMN, *FLEET_COLUMNS]

    def measures(self, scope):
        rows = FleetVehicle.objects.visible_to(scope.viewer).annotate(
            company=Coalesce("customer__name", "target__customer__name", "target__name"),
            has_it=Coalesce(
                "customer__consultant", "target__customer__consultant", "target__consultant"
            ),
            of_store=Coalesce("customer__store", "target__store"),
        )
        rows = scope.narrow(rows, person="has_it", store="of_store")
        rows = rows.filter(Q(bought_on=None) | Q(bought_on__lte=scope.end))
        return {
            ALL: Measure(_("All"), rows),
            FROM_US: Measure(_("Bought from us"), rows.filter(from_us=True)),
            ELSEWHERE: Measure(_("Bought elsewhere"), rows.filter(from_us=False)),
        }

    def figures(self, scope):
        return whole_figures(self, scope)

    def rows(self, scope):
        rows = self.measures(scope)[ALL].rows.select_related(*LOADED)
        return numbered(rows, "company", "-bought_on", "pk")

    def lines(self, scope, rows):
        for row in rows:
            yield [row.number, *fleet_line(scope, row)]
