"""What an order brought in and what is still to come, in yuan."""

from decimal import Decimal

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.money import FenField
from orders.models import PaymentDue


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
