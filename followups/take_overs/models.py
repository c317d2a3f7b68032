"""A leader looks after somebody's customer for a while; the consultant stays the owner (S1, R4.9)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.reason_codes import History
from leads.customers.models import Customer


class TakeOverQuerySet(models.QuerySet):
    def running(self, *, on):
        """Those that hold on the date."""
        not_ended = Q(ended_on=None) | Q(ended_on__gt=on)
        return self.filter(not_ended, from_on__lte=on, until_on__gte=on)


class TakeOver(models.Model):
    """From ``from_on`` through ``until_on``, or until it was ended by hand on ``ended_on``."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="take_overs")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="take_overs")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("through"))
    reason = models.CharField(_("reason"), max_length=200)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    history = History()
    objects = TakeOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("take-over")
        verbose_name_plural = _("take-overs")
        ordering = ["until_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="take_over_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(ended_on=None),
                name="one_open_take_over_a_customer",
            ),
        ]

    def __str__(self):
        return f"{self.leader}: {self.customer}"
