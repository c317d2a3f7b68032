"""Vehicles in stock (R9.7)."""

from django.db import models
from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.finding import SearchKey, found_by, key_index
from foundation.money import FenField
from foundation.reason_codes import History
from foundation.spelling import number_keys


class VehicleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Stock is no secret within a store (R1.3)."""
        return self.filter(store__in=stores_of(user))

    def in_stock(self, *, on):
        """Arrived by the close of ``on`` and not delivered by then."""
        return self.filter(arrived_on__lte=on).filter(Q(left_on=None) | Q(left_on__gt=on))

    def free(self):
        """Not delivered and given to no order that stands."""
        standing = FilteredRelation("orders", condition=Q(orders__cancelled_on=None))
        return self.annotate(standing=standing).filter(left_on=None, standing=None)


class Vehicle(models.Model):
    """A car of the store: in from ``arrived_on``, allocated by an order, out at ``left_on`` (delivery)."""

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="vehicles", verbose_name=_("store")
    )
    vin = models.CharField(_("VIN"), max_length=17, unique=True)
    model = models.CharField(_("model"), max_length=80)
    colour = models.CharField(_("colour"), max_length=40)
    engine_number = models.CharField(_("engine number"), max_length=40, blank=True)
    list_price = FenField(_("list price"), null=True, blank=True)
    arrived_on = models.DateField(_("arrived on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    history = History()
    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=models.F("arrived_on")),
                name="vehicle_leaves_after_arrival",
            )
        ]
        indexes = [
            models.Index(fields=["store", "model", "colour"]),
            models.Index(fields=["store", "arrived_on"]),
            models.Index(fields=["store", "left_on"]),
        ]

    def __str__(self):
        return f"{self.model} {self.colour} {self.vin}"


class VehicleKey(SearchKey):
    """What a vehicle of the store is found by."""

    of = models.ForeignKey(Vehicle, models.CASCADE, related_name="keys")

    class Meta:
        constraints = [key_index("vehicle_keys")]


found_by(Vehicle, VehicleKey, ["vin"], number_keys)
