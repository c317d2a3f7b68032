"""What is wanted, and the answer (R9.4)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import text_area
from foundation.once import OnceForm

LONGEST = 500


class SupportForm(OnceForm):
    text = forms.CharField(
        label=_("Support wanted"),
        max_length=LONGEST,
        widget=text_area(3),
        error_messages={"required": _("Say what you need.")},
    )


class AnswerForm(OnceForm):
    text = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST,
        widget=text_area(3),
        error_messages={"required": _("Write an answer.")},
    )
