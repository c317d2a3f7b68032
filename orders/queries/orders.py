"""Orders as the user may see them (R1.1, R1.3), and all that one shows."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from followups.queries.savings import latest_first, savings
from orders.models import Order, Payment, PaymentDue

SHOWN_CHANGES = 100
TOLD = (
    "model",
    "colour",
    "price",
    "note",
    "contract_number",
    "contract_signed_on",
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
DUE_TOLD = ("kind", "due_on", "amount", "paid")


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
    found = [*_order_savings(id=order.pk), *_due_savings(order_id=order.pk)]
    return latest_first(found)[:SHOWN_CHANGES]


def changes_on_card(customer, user):
    """The same of all orders of a customer, for the history of their card."""
    yield from _order_savings(customer_id=customer.pk)
    yield from _due_savings(order__customer=customer)


def _order_savings(**condition):
    rows = Order.history.filter(**condition).select_related("vehicle")
    return savings(Order, rows, ("number", *TOLD))


def _due_savings(**condition):
    return savings(PaymentDue, PaymentDue.history.filter(**condition), DUE_TOLD)
