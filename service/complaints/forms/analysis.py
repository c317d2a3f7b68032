"""The span that is analysed, and by what (R14.1)."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access.queries import stores_of
from foundation.fields import DayField

from ..queries.analysis import WAYS

USUAL = timedelta(days=89)


class SpanForm(forms.Form):
    """What makes no sense in the address is left out: then it is the last 90 days, by cause."""

    by = forms.ChoiceField(
        label=pgettext_lazy("sheet", "By"), choices=list(WAYS.items()), required=False
    )
    start = DayField(label=pgettext_lazy("period", "From"), required=False)
    end = DayField(label=pgettext_lazy("period", "To"), required=False)
    store = forms.ModelChoiceField(
        label=gettext_lazy("Store"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("All stores"),
    )

    def __init__(self, data, *, today, user):
        data = data.copy()
        for name, value in (("by", "cause"), ("start", today - USUAL), ("end", today)):
            data[name] = data.get(name) or str(value)
        super().__init__(data)
        self.fields["store"].queryset = stores_of(user)
        if user.store_id:
            del self.fields["store"]
        self.is_valid()
        values = self.cleaned_data
        self.way = values.get("by") or "cause"
        self.start = values.get("start") or today - USUAL
        self.end = values.get("end") or today
        self.chosen_store = values.get("store")

    @property
    def query(self):
        """What an address says of the span."""
        found = {"start": self.start.isoformat(), "end": self.end.isoformat()}
        return found | ({"store": self.chosen_store.pk} if self.chosen_store else {})

    def narrow(self, rows):
        rows = rows.filter(registered_on__range=(self.start, self.end))
        return rows.filter(store=self.chosen_store) if self.chosen_store else rows
