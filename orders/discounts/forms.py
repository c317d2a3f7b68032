"""The limit of discounts to adopt."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.adopting import AdoptionForm


class LimitForm(AdoptionForm):
    percent = forms.DecimalField(
        label=gettext_lazy("A consultant gives alone up to (percent)"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("Of the price of the car. More is approved by who leads them."),
    )

    def __init__(self, *args, present, **kwargs):
        super().__init__(*args, initial={"percent": present}, **kwargs)
        self.present = present

    def clean(self):
        values = super().clean()
        if not self.errors and values.get("percent") == self.present:
            raise ValidationError(_("Nothing has been changed."))
        return values
