"""What happened at a contact (R4.1, R4.5)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups.models import Mode, Result
from followups.rules.contact import NOT_REACHED
from leads.forms.fields import DayField, text_area

from .recording import RecordingFields


class HappenedFields(RecordingFields):
    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=Mode, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=gettext_lazy("Contact result"), choices=Result, widget=forms.RadioSelect
    )
    executed_on = DayField(label=gettext_lazy("Date of the contact"))
    content = forms.CharField(
        label=gettext_lazy("What was said"), required=False, widget=text_area(4), max_length=10_000
    )
    feedback = forms.CharField(
        label=gettext_lazy("Customer feedback"),
        required=False,
        widget=text_area(2),
        max_length=10_000,
    )

    # The result decides whether there is content to ask for, so it is read first.
    field_order = ["token", "mode", "result", "executed_on", "content"]

    def clean_content(self):
        content = self.cleaned_data["content"].strip()
        if not content and self.cleaned_data.get("result", "no_answer") not in NOT_REACHED:
            raise forms.ValidationError(
                _("Say in a few words what was said: a contact without content does not count.")
            )
        return content
