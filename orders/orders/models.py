"""Orders: deposit, contract, price, vehicle, invoice, delivery, plate (R9.10); what is due by when and
what came in (R9.5).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff, stores_of
from accounts.people.models import Role, Store
from foundation.finding import SearchKey, found_by, key_index
from foundation.money import FenField
from foundation.reason_codes import History, declare
from foundation.spelling import number_keys
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.models import Opportunity

from ..stock.models import Vehicle

# What an order does to its opportunity, its plans and its vehicle.
ORDERED = declare("order.placed", _("Ordered"))
DELIVERY = declare("order.delivery", _("Arrange the delivery of the car."))
DELIVERED = declare("order.delivered", _("Delivered"))
DELIVERED_UNPAID = declare("order.delivered_unpaid", _("Delivered with money outstanding"))
VEHICLE_TAKEN_BACK = declare("order.vehicle_taken_back", _("Vehicle taken back"))
PLAN_OF_CANCELLED = declare("plan.order_cancelled", _("The order was cancelled."))
PLAN_OF_DELIVERED = declare("plan.car_delivered", _("The car is delivered."))


class OrderState(models.TextChoices):
    OPEN = "open", _("Open order")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled order")


class DepositKind(models.TextChoices):
    """By law: an advance goes back when the sale does not come about; earnest money secures the contract, so
    that a buyer who withdraws loses it, and a store that withdraws pays it back twice.
    """

    ADVANCE = "advance", _("Advance")
    EARNEST = "earnest", _("Earnest money")


DEPOSIT_HELP = _(
    "An advance is given back when the sale does not come about. Earnest money stays with the store when the"
    " buyer withdraws, and is paid back twice when the store does."
)


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the customers the user may see; the store's for finance (R1.1, R1.3)."""
        if user.role == Role.FINANCE:
            return self.filter(store__in=stores_of(user))
        rows = self.filter(
            owned_by_visible_staff(user, person="customer__consultant", store="store")
        )
        # A card out of use is in none of its consultant's lists (R1.4).
        return rows.exclude(customer__lifecycle=Lifecycle.INACTIVE) if user.is_consultant else rows

    def standing(self):
        return self.filter(cancelled_on=None)

    def open(self):
        """Neither delivered nor cancelled."""
        return self.standing().filter(delivered_on=None)


class Order(models.Model):
    """A car sold to a customer. ``consultant`` sold it and keeps the credit when the customer moves.

    ``converted_on``: the first day on which it counted as a conversion (R9.10): contract signed and
    money received, or a firm agreement with a date. Present ``state`` follows from the dates.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="orders", verbose_name=_("store"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="orders", verbose_name=_("customer")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, related_name="orders", verbose_name=_("opportunity")
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="orders",
        verbose_name=_("consultant"),
    )
    number = models.CharField(_("order number"), max_length=30)
    ordered_on = models.DateField(_("ordered on"))
    model = models.CharField(_("model"), max_length=80)
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    price = FenField(_("price"))
    deposit_reason = models.CharField(
        _("why the deposit is another one"), max_length=200, blank=True
    )
    note = models.TextField(_("note"), blank=True)

    contract_number = models.CharField(_("contract number"), max_length=40, blank=True)
    contract_signed_on = models.DateField(_("contract signed on"), null=True, blank=True)
    deposit_kind = models.CharField(
        _("kind of deposit"), max_length=10, choices=DepositKind, default=DepositKind.ADVANCE
    )
    firm_on = models.DateField(
        _("firm agreement on"),
        null=True,
        blank=True,
        help_text=_("A firm agreement with a date counts as a conversion without a deposit."),
    )
    converted_on = models.DateField(_("converted on"), null=True, blank=True)

    vehicle = models.ForeignKey(
        Vehicle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("vehicle"),
    )
    allocated_on = models.DateField(_("allocated on"), null=True, blank=True)
    invoice_number = models.CharField(_("invoice number"), max_length=40, blank=True)
    invoiced_on = models.DateField(_("invoiced on"), null=True, blank=True)
    delivery_expected_on = models.DateField(_("delivery expected on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    plate_number = models.CharField(_("plate number"), max_length=20, blank=True)
    plated_on = models.DateField(_("plated on"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason of cancellation"), max_length=200, blank=True)
    money_kept = models.BooleanField(_("money is kept"), default=False)

    history = History()
    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-ordered_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="one_order_per_number"),
            models.UniqueConstraint(
                fields=["vehicle"],
                condition=Q(cancelled_on=None, vehicle__isnull=False),
                name="one_standing_order_per_vehicle",
            ),
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(cancelled_on=None, delivered_on=None),
                name="one_open_order_per_opportunity",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(vehicle__isnull=False, cancelled_on=None),
                name="delivered_order_has_vehicle",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(delivered_on__gte=F("ordered_on")),
                name="order_delivered_after_ordered",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="order_has_price"),
        ]
        indexes = [
            models.Index(fields=["store", "ordered_on"]),
            models.Index(fields=["store", "delivered_on"]),
            models.Index(fields=["store", "converted_on"]),
            models.Index(fields=["consultant", "ordered_on"]),
            models.Index(
                fields=["store", "delivery_expected_on"],
                condition=Q(delivered_on=None, cancelled_on=None),
                name="order_open_by_delivery",
            ),
            models.Index(
                fields=["store"],
                condition=Q(cancelled_on__isnull=False) | Q(converted_on=None),
                name="orders_no_conversion",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def state(self):
        if self.cancelled_on:
            return OrderState.CANCELLED
        return OrderState.DELIVERED if self.delivered_on else OrderState.OPEN

    @property
    def is_open(self):
        return self.state == OrderState.OPEN


def order_keys(number: str, plate_number: str) -> set[str]:
    """What an order is found by: its number and the car's plate."""
    return number_keys(number) | number_keys(plate_number)


class OrderKey(SearchKey):
    """What an order is found by."""

    of = models.ForeignKey(Order, models.CASCADE, related_name="keys")

    class Meta:
        constraints = [key_index("order_keys")]


found_by(Order, OrderKey, ["number", "plate_number"], order_keys)


class DueKind(models.TextChoices):
    DEPOSIT = "deposit", _("Deposit")
    INSTALMENT = "instalment", _("Instalment")
    LOAN = "loan", _("Bank loan")
    BALANCE = "balance", _("Balance")


class PaidBy(models.TextChoices):
    CASH = "cash", _("Cash")
    CARD = "card", pgettext_lazy("payment", "Card")
    TRANSFER = "transfer", _("Bank transfer")
    MOBILE = "mobile", _("WeChat or Alipay")
    LOAN = "loan", _("Paid out by the bank")


class PaymentDueQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(order__in=Order.objects.visible_to(user))

    def outstanding(self):
        """Not yet wholly paid, of orders that stand."""
        return self.filter(paid__lt=F("amount"), order__cancelled_on=None)


class PaymentDue(models.Model):
    """One line of the payment plan; ``paid`` is the sum of its ``payments``."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="dues")
    kind = models.CharField(_("kind"), max_length=12, choices=DueKind)
    due_on = models.DateField(_("due on"))
    amount = FenField(_("amount"))
    paid = FenField(_("paid"), default=0)

    history = History()
    objects = PaymentDueQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment due")
        verbose_name_plural = _("payments due")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="due_has_amount"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("amount")), name="due_paid_within_amount"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(paid__lt=F("amount")), name="due_unpaid")
        ]

    def __str__(self):
        return f"{self.order} {self.due_on} {self.amount}"

    @property
    def outstanding(self):
        return self.amount - self.paid

    @property
    def label(self):
        """What it is called: a deposit as the order says what its deposit is; the order is loaded."""
        if self.kind == DueKind.DEPOSIT:
            return self.order.get_deposit_kind_display()
        return self.get_kind_display()


class Payment(models.Model):
    """Money received for a due; a mistake is taken back by a negative one that names it. Never edited."""

    due = models.ForeignKey(PaymentDue, models.PROTECT, related_name="payments")
    received_on = models.DateField(_("received on"))
    amount = FenField(_("amount"))
    way = models.CharField(_("paid by"), max_length=10, choices=PaidBy)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses=None) | Q(amount__lt=0, reverses__isnull=False),
                name="payment_positive_or_reversal",
            )
        ]
        indexes = [models.Index(fields=["received_on"])]

    def __str__(self):
        return f"{self.received_on} {self.amount}"
