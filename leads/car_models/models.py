"""The brands and models that a store sells (R2.2)."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.reason_codes import History


class CarModelQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))

    def offered(self):
        return self.filter(retired_on=None)


class CarModel(models.Model):
    """A model on the store's list; ``retired_on``: since when it is no longer offered.

    An intent keeps the name that it was entered with, and one that is not on the list is good too.
    """

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="car_models", verbose_name=_("store")
    )
    brand = models.CharField(_("brand"), max_length=40, blank=True)
    name = models.CharField(_("model"), max_length=80)
    retired_on = models.DateField(_("no longer offered since"), null=True, blank=True)

    history = History()
    objects = CarModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("car model")
        verbose_name_plural = _("car models")
        ordering = ["store", "brand", "name"]
        constraints = [
            models.UniqueConstraint("store", Lower("name"), name="car_model_once_per_store")
        ]

    def __str__(self):
        return f"{self.brand} {self.name}".strip()
