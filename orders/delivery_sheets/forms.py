"""What a manager checks before a car leaves (R5.5)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.once import OnceForm

from .services import VIN_END


class SheetForm(OnceForm):
    vin_end = forms.CharField(
        label=_("Last six of the VIN, read off the car"), min_length=VIN_END, max_length=17
    )
    is_insured = forms.BooleanField(label=_("Plate and insurance are arranged"))
    exception = forms.CharField(
        label=_("Why it leaves all the same"),
        max_length=200,
        required=False,
        help_text=_("Needed while money is outstanding or no invoice is written."),
    )
