"""What is known of a buyer's car, and further care (R9.2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followups.activities.models import Mode
from foundation.edits import EditForm
from foundation.fields import DayField, MonthField, YuanField
from foundation.once import OnceForm

from .models import NEED_WORDS, CareKind, OwnedVehicle

KNOWN = (
    "model_code",
    "made_in",
    "plate_number",
    "licensed_on",
    "accessories",
    "price",
    "loan_amount",
    "loan_months",
    "insurer",
    "sum_insured",
    "insurance_expires_on",
    "service_due_on",
    "note",
)
OF_ANOTHER_DEALER = ("model", "colour", "vin", "delivered_on")


class CarForm(EditForm, forms.ModelForm):
    """What is known of a car bought here besides the order."""

    made_in = MonthField(label=_("Year and month of make"), required=False)
    licensed_on = DayField(label=_("Licensed on"), required=False)
    price = YuanField(label=_("Price"), required=False)
    loan_amount = YuanField(label=_("Loan"), required=False)
    loan_months = forms.IntegerField(
        label=_("Term of the loan in months"), required=False, min_value=1, max_value=360
    )
    sum_insured = YuanField(label=_("Sum insured"), required=False)
    insurance_expires_on = DayField(label=_("Insurance expires on"), required=False)
    service_due_on = DayField(label=_("Next service due on"), required=False)

    class Meta:
        model = OwnedVehicle
        fields = KNOWN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.made_in:
            self.initial["made_in"] = f"{self.instance.made_in:%Y-%m}"

    def values(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class OtherCarForm(CarForm):
    """A car bought elsewhere."""

    delivered_on = DayField(label=_("Delivered on"), required=False)

    class Meta(CarForm.Meta):
        fields = (*OF_ANOTHER_DEALER, *KNOWN)


class NewCarForm(OtherCarForm):
    """One that is entered now, with a year of care unless it is not wanted."""

    cared_for = forms.BooleanField(label=_("Plan a year of care"), required=False, initial=True)


class CareForm(OnceForm):
    """A further date of the contact plan; a kind of `NEED_WORDS` says what it is about."""

    kind = forms.ChoiceField(
        label=_("Kind of contact"), choices=CareKind, initial=CareKind.OTHER, required=False
    )
    planned_on = DayField(label=_("On"))
    mode = forms.ChoiceField(
        label=_("How"), choices=Mode, initial=Mode.PHONE, widget=forms.RadioSelect
    )
    content = forms.CharField(label=_("What it is about"), max_length=200, required=False)

    def clean(self):
        values = super().clean()
        values["kind"] = values.get("kind") or CareKind.OTHER
        if values["kind"] in NEED_WORDS and not values.get("content", "").strip():
            self.add_error("content", _("Say what it is about."))
        return values
