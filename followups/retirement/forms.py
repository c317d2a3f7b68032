"""The manager's answer to a change request (R1.4), and why a card is taken into use again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.once import OnceForm


class AnswerForm(OnceForm):
    """Which of the two buttons was pressed; a refusal says why."""

    answer = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("refuse", _("Refuse"))], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed for a refusal."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviveForm(OnceForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
