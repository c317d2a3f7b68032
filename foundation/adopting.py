"""Adopting a policy from a date on, or withdrawing it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import DayField, ReasonField
from .once import OnceForm


class AdoptionForm(OnceForm):
    """From when something holds."""

    effective_from = DayField(label=gettext_lazy("In force from"))
    reason = ReasonField(max_length=100, widget=forms.TextInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_effective_from(self) -> date:
        day: date = self.cleaned_data["effective_from"]
        if day < self.on:
            raise ValidationError(_("A policy cannot begin in the past."))
        return day


class WithdrawalForm(OnceForm):
    """Why a policy that has not begun is withdrawn."""

    reason = ReasonField(max_length=100, rows=2)
