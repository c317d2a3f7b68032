"""The orders on a customer's card."""

from dataclasses import dataclass

from followups.queries.card import Section
from leads.models import State
from orders.models import Order

from .money import with_sums


@dataclass(frozen=True)
class OrdersOnCard:
    """``may_order``: the opportunities that may take an order; ``may_close``: those that were won."""

    orders: list
    may_order: list
    may_close: list


def orders_on_card(customer, opportunities):
    """The section of the customer's orders; ``None`` where there are neither orders nor intents."""
    rows = Order.objects.filter(customer=customer).select_related("consultant", "vehicle")
    orders = list(with_sums(rows).order_by("-ordered_on", "-pk"))
    open_ = {order.opportunity_id for order in orders if order.is_open}
    ordered = {order.opportunity_id for order in orders}
    free = [o for o in opportunities if o.pk not in open_]
    found = OrdersOnCard(
        orders,
        may_order=[o for o in free if o.state in (State.EXECUTING, State.WON)],
        may_close=[o for o in free if o.state == State.WON and o.pk in ordered],
    )
    if not found.orders and not found.may_order:
        return None
    return Section("orders/_card_orders.html", found)
