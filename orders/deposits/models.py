"""What a store usually takes as a deposit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store
from foundation.money import FenField
from foundation.reason_codes import History


class DepositPolicyQuerySet(models.QuerySet):
    def in_force(self, store, *, on):
        """The store's policy in force on the date, or ``None`` where it never had one."""
        rows = self.filter(store=store, effective_from__lte=on)
        return rows.order_by("-effective_from").first()


class DepositPolicy(models.Model):
    """``amount`` in yuan is usual from a date on; none ends it."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="deposit_policies")
    effective_from = models.DateField(_("effective from"))
    amount = FenField(_("usual deposit"), null=True, blank=True)

    history = History()
    objects = DepositPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("usual deposit")
        verbose_name_plural = _("usual deposits")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "effective_from"], name="one_usual_deposit_per_store_and_date"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="usual_deposit_sane"),
        ]

    def __str__(self):
        return f"{self.store} {self.effective_from}"
