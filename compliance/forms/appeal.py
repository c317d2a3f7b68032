"""An appeal with its evidence (R8.6)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.ui import moment
from leads.forms.fields import text_area

from ..services.appeals import LONGEST, recordings_of

SHOWN = 40


class RecordingsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, recording):
        opportunity = recording.activity.opportunity
        return f"{opportunity.customer} · {opportunity.model} · {moment(recording.added_at)}"


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("What speaks against it"),
        max_length=LONGEST,
        widget=text_area(6, maxlength=LONGEST),
    )
    recordings = RecordingsField(label=_("Recordings as evidence"), queryset=None, required=False)

    def __init__(self, *args, person, opportunities, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        own = recordings_of(person)
        about = own.filter(activity__opportunity__in=opportunities)
        keys = [*chosen, *about.values_list("pk", flat=True)[:SHOWN]]
        keys += own.values_list("pk", flat=True)[:SHOWN]
        self.fields["recordings"].queryset = own.filter(pk__in=set(keys))
        if not keys:
            del self.fields["recordings"]
