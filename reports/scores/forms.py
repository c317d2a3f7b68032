"""Weights, the month to draw up, an objection and its answer (R13.3)."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.queries import stores_of
from foundation.edits import EditForm
from foundation.fields import MonthField, text_area
from foundation.once import OnceForm

from .models import LONGEST, WEIGHTS, ScorePolicy


class WeightsForm(EditForm, forms.ModelForm):
    """``instance``: what holds now; ``effective_from`` says from which month the new values do."""

    is_grid = True
    edited = (*WEIGHTS.values(), "leads_wanted", "conversion_wanted", "honours", "appeal_days")

    effective_from = MonthField(label=gettext_lazy("From the scores of the month"))

    class Meta:
        model = ScorePolicy
        fields = (*WEIGHTS.values(), "leads_wanted", "conversion_wanted", "honours", "appeal_days")

    field_order = ("effective_from",)

    def clean(self):
        values = super().clean()
        weights = [values.get(name) for name in WEIGHTS.values()]
        if None not in weights and sum(weights) != 100:
            self.add_error("satisfaction_weight", _("The four weights must make 100 together."))
        return values

    def validate_constraints(self):
        """The row is written by the service, for the month that was chosen."""

    def values(self):
        """``{field: value}`` of the valid form but the month."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DrawUpForm(OnceForm):
    """``by`` draws up a month of their store; who heads several says of which."""

    month = MonthField(label=gettext_lazy("Month"))
    store = forms.ModelChoiceField(None, label=gettext_lazy("Store"))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = stores_of(by)
        if by.store_id:
            del self.fields["store"]


class ObjectionForm(EditForm):
    text = forms.CharField(
        label=gettext_lazy("What speaks against it"),
        max_length=LONGEST,
        widget=text_area(4, maxlength=LONGEST),
    )


class ReadForm(EditForm):
    """Carries what was ``shown``: where it changed since, nothing is decided."""

    edited = firm = ("read",)
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, shown, **kwargs):
        super().__init__(*args, initial={"read": shown}, **kwargs)


class AnswerForm(ReadForm):
    """``points`` where the score is corrected, nothing where it stays."""

    points = forms.DecimalField(
        label=gettext_lazy("Points that count instead"),
        help_text=gettext_lazy("Left empty, the score stays as it was counted."),
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=4,
        decimal_places=1,
        required=False,
        widget=forms.NumberInput({"inputmode": "decimal", "step": "0.1"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Answer"), max_length=LONGEST, widget=text_area(3, maxlength=LONGEST)
    )

    def clean_text(self):
        text = self.cleaned_data["text"].strip()
        if not text:
            raise ValidationError(_("This must be filled in."))
        return text
