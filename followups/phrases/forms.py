"""A phrase is added."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.once import OnceForm

from .models import Field
from .rules import LONGEST


class PhraseForm(OnceForm):
    field = forms.ChoiceField(label=_("Where"), choices=Field)
    text = forms.CharField(label=_("Phrase"), max_length=LONGEST)
    for_store = forms.BooleanField(label=_("For everybody of the store"), required=False)

    def __init__(self, *args, fields, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(field.value, field.label) for field in fields]
