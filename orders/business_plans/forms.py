"""The text of a business plan (S1)."""

from django import forms

from foundation.edits import EditForm
from foundation.fields import text_area

from .models import BusinessPlan

TEXTS = ("targets", "measures", "people", "differences")


class BusinessPlanForm(EditForm, forms.ModelForm):
    class Meta:
        model = BusinessPlan
        fields = TEXTS
        widgets = {name: text_area(5) for name in TEXTS}
