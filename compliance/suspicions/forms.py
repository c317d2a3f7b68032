"""The verdict on a suspicion, with its reason (R6.5)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.reason_forms import ReasonForm

from ..findings.models import Verdict


class VerdictForm(ReasonForm):
    """Which of the two buttons was pressed, and why."""

    verdict = forms.ChoiceField(
        choices=Verdict,
        widget=forms.HiddenInput,
        error_messages={"required": _("Confirm the suspicion or dismiss it.")},
    )
