"""An expense of an intent, and why it is struck out (R14.4)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.fields import DayField, ReasonField, YuanField
from foundation.once import OnceForm

from .models import Expense, ExpenseKind


class ExpenseForm(OnceForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ExpenseKind.choices, widget=forms.RadioSelect)
    amount = YuanField(label=_("Amount"))
    spent_on = DayField(label=_("Spent on"))
    remark = forms.CharField(
        label=pgettext_lazy("expense", "Remark"),
        max_length=Expense._meta.get_field("remark").max_length,
        required=False,
    )


class StrikeForm(OnceForm):
    reason = ReasonField(max_length=Expense._meta.get_field("strike_reason").max_length)
