"""What is known of a buyer's car, and further care (R9.2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followups.activities.models import Mode
from foundation.edits import EditForm
from foundation.fields import DayField
from foundation.once import OnceForm

from .models import CareKind, OwnedVehicle

KNOWN = (
    "plate_number",
    "insurer",
    "insurance_expires_on",
    "service_due_on",
    "note",
)
OF_ANOTHER_DEALER = ("model", "colour", "vin", "delivered_on")


class CarForm(EditForm, forms.ModelForm):
    """Plate, insurance and service of a car bought here."""

    insurance_expires_on = DayField(label=_("Insurance expires on"), required=False)
    service_due_on = DayField(label=_("Next service due on"), required=False)

    class Meta:
        model = OwnedVehicle
        fields = KNOWN

    def values(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class OtherCarForm(CarForm):
    """A car bought elsewhere."""

    delivered_on = DayField(label=_("Delivered on"), required=False)

    class Meta(CarForm.Meta):
        fields = (*OF_ANOTHER_DEALER, *KNOWN)


class CareForm(OnceForm):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (CareKind.OTHER, CareKind.WORKSHOP)],
        initial=CareKind.OTHER,
        required=False,
    )
    planned_on = DayField(label=_("On"))
    mode = forms.ChoiceField(
        label=_("How"), choices=Mode, initial=Mode.PHONE, widget=forms.RadioSelect
    )
    content = forms.CharField(label=_("What it is about"), max_length=200)
