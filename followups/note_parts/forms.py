"""What is looked for in notes."""

from django import forms
from django.utils.translation import gettext_lazy

from .models import Part


class NoteSearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Text"), required=False, max_length=80)
    part = forms.ChoiceField(
        label=gettext_lazy("Part of the note"),
        required=False,
        choices=[("", gettext_lazy("All parts")), *Part.choices],
    )
