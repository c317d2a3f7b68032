"""Fields that the forms of orders share."""

from decimal import Decimal

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from accounts.money import MOST_YUAN
from accounts.templatetags.ui import day
from orders.models import Vehicle

MOST_SHOWN = 200


class YuanField(forms.DecimalField):
    """An amount in yuan with two decimals, above zero unless ``min_value`` says otherwise."""

    def __init__(self, **kwargs):
        options = {
            "min_value": Decimal("0.01"),
            "max_value": MOST_YUAN,
            "max_digits": 12,
            "decimal_places": 2,
            "widget": forms.NumberInput({"inputmode": "decimal"}),
        }
        super().__init__(**options | kwargs)


class VehicleField(forms.ModelChoiceField):
    """A free vehicle of the store of one model, named by colour, number and arrival."""

    def __init__(self, **kwargs):
        options = {"label": _("Vehicle"), "queryset": Vehicle.objects.none(), "required": False}
        super().__init__(**options | kwargs)

    def offer(self, *, store, model, colour):
        """Those of the colour first, of these the longest in stock."""
        free = Vehicle.objects.free().filter(store=store, model__iexact=model)
        other = Case(When(colour__iexact=colour, then=0), default=1)
        self.queryset = free.order_by(other, "arrived_on", "pk")
        # Any free one is accepted; no more than so many are offered.
        self.choices = [
            ("", "–"),
            *((car.pk, self.label_from_instance(car)) for car in self.queryset[:MOST_SHOWN]),
        ]

    def label_from_instance(self, vehicle):
        return f"{vehicle.colour} · {vehicle.vin} · {day(vehicle.arrived_on)}"
