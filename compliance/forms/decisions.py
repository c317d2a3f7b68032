"""Why something is waived, reversed or judged."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Verdict


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class SharedReasonForm(forms.Form):
    """One reason for many decisions; no longer than what the shortest of their records holds."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerdictForm(ReasonForm):
    """Which of the two buttons was pressed, and why."""

    verdict = forms.ChoiceField(
        choices=Verdict,
        widget=forms.HiddenInput,
        error_messages={"required": _("Confirm the suspicion or dismiss it.")},
    )
