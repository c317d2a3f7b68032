"""A market note, and the filter of their list (S1)."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from foundation.fields import DayField, text_area
from foundation.filters import MonthFilter
from foundation.once import OnceForm
from foundation.searching import reads_like

from ..customers.fields import PhotoField
from .models import MarketNote


class MarketNoteForm(OnceForm, forms.ModelForm):
    """``by`` writes it for their store; who heads several says for which."""

    on = DayField(label=_("Date"))
    photo = PhotoField()

    class Meta:
        model = MarketNote
        fields = ["store", "on", "model", "competitor", "text", "photo"]
        widgets = {"text": text_area(4, maxlength=2000)}

    def __init__(self, *args, by, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if by.store_id:
            del self.fields["store"]
            self.instance.store_id = by.store_id
        else:
            self.fields["store"].queryset = stores_of(by)

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError(_("That day is still to come."))
        return self.cleaned_data["on"]


class MarketNoteFilter(MonthFilter):
    model = django_filters.ChoiceFilter(label=_("Our model"), empty_label=_("All models"))
    q = django_filters.CharFilter(method="by_words", label=_("Search"))

    class Meta:
        model = MarketNote
        fields = ["month", "model", "q"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = self.queryset.exclude(model="").order_by("model").values_list("model", flat=True)
        self.filters["model"].extra["choices"] = [(name, name) for name in names.distinct()]

    def by_words(self, rows, name, value):
        wanted = Q(reads_like("text", value)) | reads_like("competitor", value)
        return rows.filter(wanted | reads_like("model", value))
