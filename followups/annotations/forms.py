"""What a manager writes on an activity (R4.9)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.once import OnceForm

from .services import LONGEST


class AnnotationForm(OnceForm):
    text = forms.CharField(
        label=_("Annotation"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "maxlength": LONGEST}),
        error_messages={"required": _("Write what the consultant should know.")},
    )
