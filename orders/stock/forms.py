"""A vehicle by hand, the choice of a free one, and the filter of the stock (R9.7)."""

import django_filters
from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role, User
from foundation.display import day
from foundation.edits import EditForm
from foundation.fields import DayField, YuanField
from foundation.filters import PageFilter
from foundation.searching import reads_as, told_apart

from .models import Vehicle
from .queries import VehicleState, in_state
from .services import clean_vin

MOST_SHOWN = 200


class VehicleField(forms.ModelChoiceField):
    """A free vehicle of the store of one model, named by colour, number and arrival."""

    def __init__(self, **kwargs):
        options = {"label": _("Vehicle"), "queryset": Vehicle.objects.none(), "required": False}
        super().__init__(**options | kwargs)

    def offer(self, *, store, model, colour):
        """Those of the colour first, of these the longest in stock."""
        free = Vehicle.objects.free().filter(reads_as("model", model), store=store)
        other = Case(When(colour__iexact=colour, then=0), default=1)
        self.queryset = free.order_by(other, "arrived_on", "pk")
        # Any free one is accepted; no more than so many are offered.
        self.choices = [
            ("", "–"),
            *((car.pk, self.label_from_instance(car)) for car in self.queryset[:MOST_SHOWN]),
        ]

    def label_from_instance(self, vehicle):
        return f"{vehicle.colour} · {vehicle.vin} · {day(vehicle.arrived_on)}"


class VehicleEntryForm(EditForm):
    """``stores``: into which it may come; asked where there are several."""

    store = forms.ModelChoiceField(label=_("Store"), queryset=None, empty_label=None)
    vin = forms.CharField(
        label=_("VIN"),
        max_length=30,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
    )
    model = forms.CharField(label=_("Model"), max_length=80)
    colour = forms.CharField(label=_("Colour"), max_length=40)
    arrived_on = DayField(label=_("Arrived on"))
    list_price = YuanField(label=_("List price"), required=False)
    engine_number = forms.CharField(label=_("Engine number"), max_length=40, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, stores, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = stores
        if len(stores) == 1:
            self.fields["store"].widget = forms.HiddenInput()
            self.fields["store"].initial = stores[0]
        self.fields["model"].widget.attrs["list"] = "models"

    def clean_vin(self):
        return clean_vin(self.cleaned_data["vin"])

    def values(self):
        """The fields of the vehicle but for its store."""
        names = [name for name in self.fields if name not in ("token", "store")]
        return {name: self.cleaned_data[name] for name in names}


ANY = "all"


class OrdersFilter(PageFilter):
    """Offers the consultants and the stores that the user may see."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if "consultant" in self.filters:
            self._offer_people(user)
        if "store" in self.filters:
            self._offer_stores(user)

    def _offer_people(self, user):
        people = staff_visible_to(user)
        if user.role == Role.FINANCE:
            people = User.objects.filter(store=user.store)
        self.filters["consultant"].queryset = people.filter(role=Role.CONSULTANT)
        if user.is_consultant:
            del self.filters["consultant"]

    def by_model(self, rows, name, value):
        return rows.filter(reads_as("model", value))

    def _offer_stores(self, user):
        self.filters["store"].queryset = stores_of(user)
        if user.store_id:
            del self.filters["store"]


def model_choices(rows):
    names = rows.order_by("model").values_list("model", flat=True).distinct()
    return [(name, name) for name in told_apart(names)]


class VehicleFilter(OrdersFilter):
    """Over rows of ``orders.stock.queries.with_order``."""

    defaults = {"state": "stock"}

    q = django_filters.CharFilter(label=_("VIN"), method="by_vin")
    store = django_filters.ModelChoiceFilter(label=_("Store"), queryset=None, empty_label=_("All"))
    model = django_filters.ChoiceFilter(label=_("Model"), empty_label=_("All"), method="by_model")
    colour = django_filters.CharFilter(label=_("Colour"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("stock", _("Not delivered yet")), *VehicleState.choices, (ANY, _("All"))],
        empty_label=None,
        method="by_state",
    )

    class Meta:
        model = Vehicle
        fields = []

    def __init__(self, data, rows, *, user):
        super().__init__(data, rows, user=user)
        self.filters["model"].extra["choices"] = model_choices(rows)

    def by_vin(self, rows, name, value):
        return rows.filter(vin__icontains=value.strip().upper())

    def by_state(self, rows, name, value):
        if value == "stock":
            return rows.filter(left_on=None)
        return rows if value == ANY else in_state(rows, value)
