"""The answer to a suspicion: one of two buttons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.once import OnceForm


class AnswerForm(OnceForm):
    answer = forms.ChoiceField(
        choices=[("same", _("The same person")), ("different", _("Not the same person"))]
    )


class RightForm(OnceForm):
    """The number is right."""
