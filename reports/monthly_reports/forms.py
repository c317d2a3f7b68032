"""Which month a report is begun for, and its four texts (R13.2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from foundation.edits import EditForm
from foundation.fields import MonthField, text_area
from foundation.once import OnceForm
from intake.monthly_reports.models import LONGEST, TEXTS, MonthlyReport


class BeginForm(OnceForm):
    """``by`` begins it for their store; who works for several says for which."""

    month = MonthField(label=_("Month"))
    store = forms.ModelChoiceField(None, label=_("Store"))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = stores_of(by)
        if by.store_id:
            del self.fields["store"]


class TextsForm(EditForm, forms.ModelForm):
    class Meta:
        model = MonthlyReport
        fields = TEXTS
        widgets = {name: text_area(5, maxlength=LONGEST) for name in TEXTS}
