"""A lost opportunity is taken up again (R2.7)."""

from django import forms
from django.utils.translation import gettext_lazy

from leads.grading.fields import IntentEditForm

from ..new_customers.forms import OpportunityForm
from ..plans.fields import PlanFields


class ReopenForm(IntentEditForm, PlanFields):
    """A lost opportunity comes back with a new note, date and plan (R2.7)."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    field_order = ["reason"]

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    next_day = OpportunityForm.next_day
