"""Market events: what they are to bring, what they cost and brought (R9.7)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.money import FenField
from foundation.reason_codes import History

# How long after its end an event may still be named as what brought a customer.
STILL_NAMED = timedelta(days=60)


class MarketEventQuerySet(models.QuerySet):
    def to_choose(self, store, *, on):
        """Those that may have brought a customer who is entered on the date."""
        return self.filter(store=store, starts_on__lte=on, ends_on__gte=on - STILL_NAMED)

    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))


class MarketEvent(models.Model):
    """An event of the store; its leads are the opportunities that name it."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="events")
    name = models.CharField(_("event"), max_length=80)
    place = models.CharField(_("place"), max_length=120, blank=True)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    plan = models.TextField(_("plan"), blank=True)
    target_leads = models.PositiveIntegerField(_("leads wanted"), default=0)
    target_orders = models.PositiveIntegerField(_("orders wanted"), default=0)
    budget = FenField(_("planned cost"), default=0)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("responsible"),
    )
    steps = models.TextField(_("steps and their dates"), blank=True)
    result = models.TextField(_("result, looked back on"), blank=True)
    cost = FenField(_("actual cost"), null=True, blank=True)

    history = History()
    objects = MarketEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("market event")
        verbose_name_plural = _("market events")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["store", "starts_on"])]

    def __str__(self):
        return self.name
