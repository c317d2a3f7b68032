"""The business plan of a month beside its result, and why the two differ (S1, R9.7)."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import OVERSEEING_ROLES
from orders.business_plans.models import BusinessPlan
from orders.targets.queries import Progress, progress

from .progress import SalesProgress
from .sheet import NUMBER, SHARE, Column, Figure, Measure, Table, percent

LEADS, CONTACTS = "leads", "contacts"
TEXTS = ("targets", "measures", "people", "differences")


class PlanAndResult(SalesProgress):
    """Figures and targets are those of the sales progress, of a manager those of their team."""

    code = "business-plan"
    title = _("Plan and result")
    form_name = "月度经营计划表"
    hint = _("What the store set out to do in the month, what became of it, and why it differs.")
    roles = OVERSEEING_ROLES
    by_person = False
    is_landscape = False
    makers = OVERSEEING_ROLES
    make_address = "orders:business_plan"
    make_label = _("Write the plan")

    def measures(self, scope):
        leads = scope.opportunities().filter(registered_on__range=(scope.start, scope.last))
        return super().measures(scope) | {
            LEADS: Measure(_("Leads"), scope.narrow(leads)),
            CONTACTS: Measure(_("Effective contacts"), scope.contacts().filter(is_effective=True)),
        }

    def tables(self, scope):
        return [self._result(scope), *(self._plan(plan) for plan in self._plans(scope))]

    def _result(self, scope):
        by = "store" if scope.viewer.heads else "consultant"
        found = progress(self._orders(scope), self._targets(scope), month=scope.start, by=by)
        done = sum(found.values(), Progress())
        measures = self.measures(scope)
        leads, contacts = (measures[name].rows.count() for name in (LEADS, CONTACTS))
        lines = [
            _line(measures, "orders", done.orders, done.target_orders),
            _line(measures, "deliveries", done.deliveries, done.target_deliveries),
            _line(measures, "conversions", done.conversions),
            _line(measures, "cancelled", done.cancelled),
            _line(measures, LEADS, leads),
            _line(measures, CONTACTS, contacts),
        ]
        columns = [
            Column("what", _("Figure"), width=18),
            Column("wanted", pgettext_lazy("figure", "Target"), NUMBER, 9),
            Column("done", _("Result"), NUMBER, 9),
            Column("share", _("Share of target"), SHARE, 9),
            Column("difference", _("Difference"), NUMBER, 9),
        ]
        return Table(_("Result"), columns, lines)

    def _plans(self, scope):
        rows = BusinessPlan.objects.visible_to(scope.viewer).filter(month=scope.start)
        rows = rows.filter(store=scope.store) if scope.store else rows
        return rows.select_related("store").order_by("store__code")

    def _plan(self, plan):
        columns = [Column("part", _("Part"), width=14), Column("text", str(plan.store), width=60)]
        labels = {name: capfirst(plan._meta.get_field(name).verbose_name) for name in TEXTS}
        lines = [[labels[name], getattr(plan, name)] for name in TEXTS]
        return Table(_("Plan"), columns, lines)


def _line(measures, name, done, wanted=0):
    share = percent(done, wanted)
    difference = done - wanted if wanted else None
    return [measures[name].label, wanted or None, Figure(done, name), share, difference]
