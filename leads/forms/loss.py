"""Why a sale was lost, and to which model (R9.6)."""

from django import forms
from django.utils.translation import gettext_lazy

from leads.models import LostReason


class LossFields(forms.Form):
    """Judged by the service (``loss``), where the sale is lost at all."""

    lost_reason = forms.ChoiceField(
        label=gettext_lazy("Reason of loss"),
        choices=[("", "–"), *LostReason.choices],
        required=False,
    )
    competitor = forms.CharField(
        label=gettext_lazy("Competitor's model"), required=False, max_length=80
    )
