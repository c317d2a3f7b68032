"""What an order is to bring in by when, and what came in (R9.5, R9.10)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.money import FenField
from accounts.reasons import History

from .orders import Order


class DueKind(models.TextChoices):
    DEPOSIT = "deposit", _("Deposit")
    INSTALMENT = "instalment", _("Instalment")
    LOAN = "loan", _("Bank loan")
    BALANCE = "balance", _("Balance")


class PaymentWay(models.TextChoices):
    CASH = "cash", _("Cash")
    CARD = "card", _("Card")
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


class Payment(models.Model):
    """Money received for a due; a mistake is taken back by a negative one that names it. Never edited."""

    due = models.ForeignKey(PaymentDue, models.PROTECT, related_name="payments")
    received_on = models.DateField(_("received on"))
    amount = FenField(_("amount"))
    way = models.CharField(_("paid by"), max_length=10, choices=PaymentWay)
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
