"""Orders as the user may see them (R1.1, R1.3), all that one shows, and what it brought in, in yuan."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, OuterRef, Prefetch, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from followups.cards.queries import Section
from foundation.history import latest_first, recorded_changes
from foundation.money import FenField
from foundation.prepared import prepared
from leads.opportunities.models import State

from .models import Order, Payment, PaymentDue

SHOWN_CHANGES = 100
SHOWN = (
    "model",
    "colour",
    "price",
    "note",
    "contract_number",
    "contract_signed_on",
    "deposit_kind",
    "firm_on",
    "converted_on",
    "vehicle",
    "invoice_number",
    "invoiced_on",
    "delivery_expected_on",
    "delivered_on",
    "plate_number",
    "plated_on",
    "cancelled_on",
    "cancel_reason",
    "money_kept",
)
DUE_SHOWN = ("kind", "due_on", "amount", "paid")


def orders_for(user):
    """The visible orders, each with what a row of a list shows."""
    rows = Order.objects.visible_to(user)
    return rows.select_related("customer__consultant", "consultant", "vehicle", "store")


def get_order_for(user, pk):
    """The order with its payment plan, or 404 where the user may not see it."""
    payments = Payment.objects.select_related("recorded_by", "reversal")
    dues = PaymentDue.objects.prefetch_related(Prefetch("payments", payments))
    orders = orders_for(user).select_related("opportunity__grade__policy", "owned_vehicle")
    return get_object_or_404(orders.prefetch_related(Prefetch("dues", dues)), pk=pk)


@dataclass(frozen=True)
class Sums:
    """Yuan of an order whose dues are loaded."""

    received: Decimal
    outstanding: Decimal
    to_refund: Decimal


def sums_of(order):
    """The ``Sums`` of an order of ``get_order_for``; asks no query."""
    received = sum((due.paid for due in order.dues.all()), Decimal(0))
    outstanding = sum((due.outstanding for due in order.dues.all()), Decimal(0))
    keeps = order.cancelled_on is None or order.money_kept
    return Sums(received, outstanding, Decimal(0) if keeps else received)


def note_without_order(opportunity):
    """The present note with the grade from before the order, to begin with when it is cancelled (R3.1)."""
    before = opportunity.changes.filter(grade__isnull=False, grade__is_ordered=False)
    grade = opportunity.grade
    last = before.filter(grade__policy=grade.policy).select_related("grade").last()
    if last is None or not grade.is_ordered:
        return opportunity.note
    return last.grade.code + opportunity.note.removeprefix(grade.code)


def changes_of(order):
    """Who changed what on the order and its payment plan, when (R1.4); the latest first."""
    found = [*_order_changes(id=order.pk), *_due_changes(order_id=order.pk)]
    return latest_first(found)[:SHOWN_CHANGES]


def changes_on_card(customer, user):
    """The same of all orders of a customer, for the history of their card."""
    yield from _order_changes(customer_id=customer.pk)
    yield from _due_changes(order__customer=customer)


def _order_changes(**condition):
    rows = Order.history.filter(**condition).select_related("vehicle")
    return recorded_changes(Order, rows, ("number", *SHOWN))


def _due_changes(**condition):
    return recorded_changes(PaymentDue, PaymentDue.history.filter(**condition), DUE_SHOWN)


def outstanding_of(order):
    """Yuan still to come for one order."""
    return order.dues.aggregate(left=Sum(F("amount") - F("paid"), output_field=FenField()))[
        "left"
    ] or Decimal(0)


def received_of(order):
    """Yuan received for one order, what was taken back left out."""
    return order.dues.aggregate(paid=Sum("paid"))["paid"] or Decimal(0)


def to_refund_of(order):
    """Yuan to be given back for a cancelled order, unless the store keeps them."""
    if order.cancelled_on is None or order.money_kept:
        return Decimal(0)
    return received_of(order)


def with_sums(orders):
    """The orders, each with ``received`` and ``outstanding`` in yuan."""
    dues = PaymentDue.objects.filter(order=OuterRef("pk")).order_by().values("order")
    paid = dues.annotate(total=Sum("paid")).values("total")
    left = dues.annotate(total=Sum(F("amount") - F("paid"), output_field=FenField()))
    field = FenField()
    return orders.annotate(
        received=Coalesce(Subquery(paid), Decimal(0), output_field=field),
        outstanding=Coalesce(Subquery(left.values("total")), Decimal(0), output_field=field),
    )


def to_be_refunded(orders):
    """The cancelled orders whose money the store has not given back and does not keep; the oldest first."""
    rows = orders.filter(cancelled_on__isnull=False, money_kept=False)
    return with_sums(rows).filter(received__gt=0).order_by("cancelled_on", "pk")


@dataclass(frozen=True)
class OrdersOnCard:
    """``may_order``: the opportunities that may take an order; ``may_close``: those that were won."""

    orders: list
    may_order: list
    may_close: list


@prepared
def _orders_of(customer):
    rows = Order.objects.filter(customer=customer).select_related("consultant", "vehicle")
    return with_sums(rows).order_by("-ordered_on", "-pk")


def orders_on_card(customer, opportunities):
    """The section of the customer's orders; ``None`` where there are neither orders nor intents."""
    orders = list(_orders_of(customer=customer.pk))
    open_ = {order.opportunity_id for order in orders if order.is_open}
    ordered = {order.opportunity_id for order in orders}
    free = [o for o in opportunities if o.pk not in open_]
    found = OrdersOnCard(
        orders,
        may_order=[
            o for o in free if o.state in (State.EXECUTING, State.WON) and not o.bought_elsewhere
        ],
        may_close=[o for o in free if o.state == State.WON and o.pk in ordered],
    )
    if not found.orders and not found.may_order:
        return None
    return Section("orders/orders/_on_card.html", found)
