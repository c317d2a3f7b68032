"""A rectification report, and what its reader says (R8.7)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.forms.fields import text_area

from ..services.reports import LONGEST


class ReportForm(forms.Form):
    text = forms.CharField(
        label=_("What went wrong, why, and what you will do differently"),
        max_length=LONGEST,
        required=False,
        widget=text_area(12, maxlength=LONGEST),
    )
    act = forms.ChoiceField(
        choices=[("draft", _("Save as draft")), ("submit", _("Submit"))], widget=forms.HiddenInput
    )


class ReviewForm(forms.Form):
    act = forms.ChoiceField(
        choices=[("accept", _("Accept")), ("return", _("Return"))], widget=forms.HiddenInput
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=300,
        required=False,
        help_text=_("Needed to return it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
