"""A vehicle by hand (R9.7)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.idempotency import OnceForm
from leads.forms.fields import DayField
from orders.services.stock import clean_vin

from .fields import YuanField


class VehicleEntryForm(OnceForm):
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
