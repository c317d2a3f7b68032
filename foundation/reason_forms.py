"""The form that asks for the reason of a decision."""

from django import forms

from .fields import ReasonField


class ReasonForm(forms.Form):
    reason = ReasonField()
