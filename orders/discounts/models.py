"""Up to which discount a store lets its consultants decide alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store
from foundation.reason_codes import History


class DiscountPolicyQuerySet(models.QuerySet):
    def in_force(self, store, *, on):
        """The store's policy in force on the date, or ``None`` where it never had one."""
        rows = self.filter(store=store, effective_from__lte=on)
        return rows.order_by("-effective_from").first()


class DiscountPolicy(models.Model):
    """``percent`` of a car's price may be given alone from a date on."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="discount_policies")
    effective_from = models.DateField(_("effective from"))
    percent = models.DecimalField(_("limit of the discount"), max_digits=5, decimal_places=2)

    history = History()
    objects = DiscountPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit of discounts")
        verbose_name_plural = _("limits of discounts")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "effective_from"], name="one_discount_limit_per_store_and_date"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gte=0, percent__lte=100), name="discount_limit_sane"
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.effective_from}"
