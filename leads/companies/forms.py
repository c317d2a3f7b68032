"""A contact person, a vehicle, a contract of a company (R14.2)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.edits import EditForm
from foundation.fields import DayField, PhoneInput

from ..customers.services import clean_phone
from .models import ContactPerson, FleetContract, FleetVehicle


class PartForm(EditForm, forms.ModelForm):
    """``on``: today; nobody left and nothing was bought after it."""

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def values(self):
        """The fields for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def _past(self, name):
        day = self.cleaned_data[name]
        if day and day > self.on:
            raise forms.ValidationError(_("That day is still to come."))
        return day

    def _post_clean(self):
        # The service writes: the instance stays as it is, so that the page shows what is saved.
        pass


class PersonForm(PartForm):
    left_on = DayField(label=gettext_lazy("No longer there since"), required=False)

    class Meta:
        model = ContactPerson
        fields = ["name", "position", "phone", "wechat", "email", "left_on"]
        widgets = {"phone": PhoneInput}
        help_texts = {"position": gettext_lazy("Such as purchasing, finance, or who decides.")}

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        return clean_phone(phone) if phone else ""

    def clean_left_on(self):
        return self._past("left_on")


class VehicleForm(PartForm):
    bought_on = DayField(label=gettext_lazy("Bought on"), required=False)

    class Meta:
        model = FleetVehicle
        fields = ["brand", "model", "plate_number", "bought_on", "from_us"]

    def clean_bought_on(self):
        return self._past("bought_on")


class ContractForm(PartForm):
    from_on = DayField(label=gettext_lazy("From"))
    to_on = DayField(label=gettext_lazy("To"), required=False)

    class Meta:
        model = FleetContract
        fields = ["number", "subject", "from_on", "to_on"]


FORMS = {"person": PersonForm, "vehicle": VehicleForm, "contract": ContractForm}
