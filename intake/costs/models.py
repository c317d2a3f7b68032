"""The cost of a channel in a month (R13.1)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store
from foundation.money import FenField
from foundation.reason_codes import History
from leads.customers.models import Channel


class ChannelCostQuerySet(models.QuerySet):
    def of_month(self, store, month):
        """By the first day of the month."""
        return self.filter(store=store, month=month)


class ChannelCost(models.Model):
    """``amount`` in yuan for the month that begins on ``month``; events have their cost themselves."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    month = models.DateField(_("month"))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    amount = FenField(_("amount"))

    history = History()
    objects = ChannelCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost of a channel")
        verbose_name_plural = _("costs of channels")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "month", "channel"], name="one_cost_of_a_channel_and_month"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="channel_cost_is_something"),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} {self.month:%Y-%m}"
