"""The grid of daily quotas, a line a person (R4.11)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edits import EditForm
from foundation.fields import DayField

from .queries import KINDS

MOST = 500


class QuotasForm(EditForm):
    """``quotas``: ``{person key: DayQuota}`` as they stand."""

    is_grid = True

    from_on = DayField(label=_("In force from"))

    def __init__(self, *args, people, quotas, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = list(people)
        for person in self.people:
            for kind, (_mode, label) in KINDS.items():
                self.fields[f"{kind}_{person.pk}"] = forms.IntegerField(
                    label=label,
                    min_value=0,
                    max_value=MOST,
                    required=False,
                    initial=getattr(quotas.get(person.pk), kind, None),
                    widget=forms.NumberInput({"inputmode": "numeric"}),
                )

    @property
    def edited(self):
        return self.fields.keys() - {"from_on"}

    def stored(self, name):
        return super().stored(name) or None  # a blank number is none

    @property
    def heads(self):
        return [label for _mode, label in KINDS.values()]

    @property
    def rows(self):
        """``(person, the bound fields)``."""
        for person in self.people:
            yield person, [self[f"{kind}_{person.pk}"] for kind in KINDS]

    def quotas(self):
        """``{person: {kind: number}}`` of the valid form; a blank is none."""
        return {
            person.pk: {kind: self.cleaned_data[f"{kind}_{person.pk}"] or 0 for kind in KINDS}
            for person in self.people
        }
