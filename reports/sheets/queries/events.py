"""Market events: what was planned, spent and brought in (R9.7)."""

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import OVERSEEING_ROLES
from accounts.people.models import Role
from leads.events.models import MarketEvent
from leads.opportunities.models import Opportunity
from orders.orders.models import Order

from .sheet import DAY, MONEY, NUMBER, RANGE, Column, Figure, Link, Measure, Sheet, tally

LEADS, ORDERS = "leads", "orders"
EVENT_OF_ORDER = "opportunity__event"


class EventEffect(Sheet):
    """One row an event that began within the period, with all it has brought to this day.

    Of chosen people the leads and orders are theirs; what the event was to bring and cost is its own,
    so that no cost is reckoned for a part of them.
    """

    code = "events"
    title = _("Events and their effect")
    form_name = "市场活动计划及效果表"
    hint = _("Target, cost, leads, orders and cost per order of each event.")
    period = RANGE
    reach = timedelta(days=365)
    roles = (*OVERSEEING_ROLES, Role.MARKETING)
    makers = (Role.DIRECTOR, Role.MARKETING)
    make_address = "leads:event_create"
    make_label = _("New event")
    parts = {"event": "event"}

    def columns(self, scope):
        return [
            Column("event", _("Event"), width=18),
            Column("starts", pgettext_lazy("period", "From"), DAY, 10),
            Column("ends", pgettext_lazy("period", "To"), DAY, 10),
            Column("store", _("Store"), width=12),
            Column("target_leads", _("Leads wanted"), NUMBER, 8),
            Column("leads", _("Leads"), NUMBER, 8),
            Column("target_orders", _("Orders wanted"), NUMBER, 8),
            Column("orders", _("Orders"), NUMBER, 8),
            Column("budget", _("Planned cost"), MONEY, 13),
            Column("cost", _("Actual cost"), MONEY, 13),
            Column("per_lead", _("Cost per lead"), MONEY, 12),
            Column("per_order", _("Cost per order"), MONEY, 12),
            Column("responsible", _("Responsible"), width=10),
            Column("result", _("Result"), width=18),
        ]

    def rows(self, scope):
        return (
            self._events(scope).select_related("store", "responsible").order_by("-starts_on", "-pk")
        )

    def measures(self, scope):
        events = self._events(scope)
        leads = Opportunity.objects.intents().filter(event__in=events)
        orders = Order.objects.standing().filter(opportunity__event__in=events)
        return {
            LEADS: Measure(_("Leads"), scope.narrow(leads)),
            ORDERS: Measure(_("Orders"), scope.narrow(orders), parts={"event": EVENT_OF_ORDER}),
        }

    def lines(self, scope, rows):
        keys = [event.pk for event in rows]
        may_edit = scope.viewer.role in self.makers
        leads, orders = self._counts(scope, keys)
        for event in rows:
            number, sold = leads.get((event.pk,), 0), orders.get((event.pk,), 0)
            spent = event.cost if scope.people is None else None
            yield [
                Link(event.name, "leads:event_edit", event.pk) if may_edit else event.name,
                event.starts_on,
                event.ends_on,
                str(event.store),
                event.target_leads,
                Figure(number, LEADS, {"event": event.pk}),
                event.target_orders,
                Figure(sold, ORDERS, {"event": event.pk}),
                event.budget,
                event.cost,
                spent / number if spent is not None and number else None,
                spent / sold if spent is not None and sold else None,
                str(event.responsible or ""),
                event.result,
            ]

    def total(self, scope):
        measures = self.measures(scope)
        leads, orders = (Figure(measures[n].rows.count(), n) for n in (LEADS, ORDERS))
        return [_("Total"), *[None] * 4, leads, None, orders, *[None] * 6]

    def _counts(self, scope, keys):
        for name, path in ((LEADS, "event"), (ORDERS, EVENT_OF_ORDER)):
            measure = self.measures(scope)[name]
            yield tally(replace(measure, rows=measure.rows.filter(**{f"{path}__in": keys})), path)

    def _events(self, scope):
        rows = MarketEvent.objects.visible_to(scope.viewer)
        rows = rows.filter(starts_on__range=(scope.start, scope.end))
        return rows.filter(store=scope.store) if scope.store else rows
