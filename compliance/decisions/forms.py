"""One reason for many decisions."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SharedReasonForm(forms.Form):
    """One reason for many decisions; no longer than what the shortest of their records holds."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
