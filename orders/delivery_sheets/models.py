"""Who has confirmed the delivery sheet of an order, when, and what was checked (R5.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.reason_codes import History

from ..orders.models import Order


class DeliverySheet(models.Model):
    """The confirmed sheet of an order; it holds for the car of this ``vin`` and for no other.

    ``exception``: why the car leaves although money is outstanding or no invoice is written.
    """

    order = models.OneToOneField(
        Order, models.CASCADE, related_name="sheet", verbose_name=_("order")
    )
    vin = models.CharField(_("VIN"), max_length=17)
    is_paid = models.BooleanField(_("paid in full"))
    is_invoiced = models.BooleanField(_("invoiced"))
    is_insured = models.BooleanField(_("plate and insurance arranged"))
    exception = models.CharField(_("reason of the exception"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"))

    history = History()

    class Meta:
        verbose_name = _("delivery sheet")
        verbose_name_plural = _("delivery sheets")

    def __str__(self):
        return str(self.order)
