"""One sentence of one's own, and which evening is looked at."""

from django import forms
from django.utils.translation import gettext_lazy

from foundation.fields import text_area
from foundation.once import OnceForm


class RoundUpForm(OnceForm):
    sentence = forms.CharField(
        label=gettext_lazy("In one sentence"), max_length=300, widget=text_area(2)
    )
