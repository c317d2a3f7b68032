"""What is to be sold in a month (R9.7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access.queries import stores_of
from accounts.people.models import Store


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))


class Target(models.Model):
    """Orders and deliveries wanted in the month that begins on ``month``.

    Of the whole store, of one consultant (``consultant``) or of one model (``model``).
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="targets")
    month = models.DateField(_("month"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="targets"
    )
    model = models.CharField(_("model"), max_length=80, blank=True)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    deliveries = models.PositiveIntegerField(_("deliveries"), default=0)

    history = HistoricalRecords()
    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "month", "model"],
                condition=Q(consultant=None),
                name="one_target_per_store_or_model",
            ),
            models.UniqueConstraint(
                fields=["store", "month", "consultant"],
                condition=Q(consultant__isnull=False),
                name="one_target_per_consultant",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="target_month_begins_on_the_1st"
            ),
            models.CheckConstraint(
                condition=Q(consultant=None) | Q(model=""), name="target_of_person_or_model"
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.month:%Y-%m}"
