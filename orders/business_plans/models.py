"""What a store sets out to do in a month, and what became of it (S1, R9.7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.months import month_name
from foundation.reason_codes import History


class BusinessPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))


class BusinessPlan(models.Model):
    """Of the month that begins on ``month``; the figures of the result are computed, not kept."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="business_plans")
    month = models.DateField(_("month"))
    targets = models.TextField(_("targets"), blank=True)
    measures = models.TextField(_("measures"), blank=True)
    people = models.TextField(_("who does what"), blank=True)
    differences = models.TextField(_("why the result differs"), blank=True)

    history = History()
    objects = BusinessPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("business plan")
        verbose_name_plural = _("business plans")
        ordering = ["-month", "store"]
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="one_plan_a_store_and_month")
        ]

    def __str__(self):
        return f"{self.store} {month_name(self.month)}"
