"""The grid of a month's targets, and the choice of the month (R9.7)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edits import EditForm

from .services import Goal

MOST = 9999


class TargetsForm(EditForm):
    """``lines``: what a target is set for, each with its present numbers (``orders.targets.queries``)."""

    is_grid = True

    def __init__(self, data=None, *, lines):
        self.lines = lines
        super().__init__(data)
        for line in lines:
            for name, label in (("orders", _("Orders")), ("deliveries", _("Deliveries"))):
                self.fields[f"{name}_{line.key}"] = forms.IntegerField(
                    label=label,
                    min_value=0,
                    max_value=MOST,
                    required=False,
                    initial=getattr(line, name),
                    widget=forms.NumberInput({"inputmode": "numeric"}),
                )

    def stored(self, name):
        return super().stored(name) or None  # a blank number is none

    @property
    def rows(self):
        """``(line, its two bound fields)``."""
        for line in self.lines:
            yield line, [self[f"orders_{line.key}"], self[f"deliveries_{line.key}"]]

    def goals(self):
        """The ``Goal`` of each line; a blank number is none."""
        values = self.cleaned_data
        return [
            Goal(
                orders=values[f"orders_{line.key}"] or 0,
                deliveries=values[f"deliveries_{line.key}"] or 0,
                consultant=line.consultant.pk if line.consultant else None,
                model=line.model,
            )
            for line in self.lines
        ]


class MonthForm(forms.Form):
    """The month of a grid, and its store where there are several."""

    store = forms.ModelChoiceField(label=_("Store"), queryset=None, empty_label=None)
    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, data, *, stores, months):
        super().__init__(data)
        self.fields["store"].queryset = stores
        self.fields["month"].choices = months
        if len(stores) <= 1:
            del self.fields["store"]
