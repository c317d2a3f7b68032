"""The text of a month, and for which store where there are several."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edits import EditForm
from foundation.fields import MonthField, text_area

LONGEST = 300


class EmphasisForm(EditForm):
    is_grid = True

    store = forms.ModelChoiceField(None, label=_("Store"), empty_label=None)
    month = MonthField(label=_("Month"))
    text = forms.CharField(
        label=_("Emphasis of the month"),
        max_length=LONGEST,
        required=False,
        widget=text_area(4, maxlength=LONGEST),
        help_text=_("Stands on the first page of everybody in the store. Blank takes it away."),
    )

    def __init__(self, *args, stores, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = stores
        if len(stores) == 1:
            del self.fields["store"]
            self.only = stores[0]

    @property
    def edited(self):
        """The text that the page showed belongs to its first month and store."""
        names = [name for name in ("month", "store") if name in self.fields]
        moved = self.is_bound and any(
            self.data.get(name) != str(self.initial[name]) for name in names
        )
        return () if moved else ("text",)

    @property
    def chosen_store(self):
        return self.cleaned_data.get("store") or self.only
