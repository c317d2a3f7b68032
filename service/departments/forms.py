"""The filter of a department's open steps (R5.5)."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.filters import PageFilter

LATE, NOW = "late", "now"


class StepFilter(PageFilter):
    """Of one ``part``, as of the date ``on``."""

    show = django_filters.CharFilter(method="as_chosen", widget=forms.HiddenInput)
    due = django_filters.ChoiceFilter(
        label=_("Due"),
        choices=[
            ("all", _("All")),
            (LATE, pgettext_lazy("open steps", "Late")),
            (NOW, pgettext_lazy("open steps", "Today and later")),
        ],
        empty_label=None,
        method="by_due",
    )
    q = django_filters.CharFilter(label=_("Model, order or plate"), method="by_words")

    class Meta:
        fields = []

    def __init__(self, data, rows, *, part, user, on):
        self.defaults = {"due": "all", "show": part.code}
        super().__init__(data, rows, user=user)
        self.part, self.on = part, on
        if not part.is_term:
            del self.filters["due"]

    def as_chosen(self, rows, name, value):
        """The view has chosen it."""
        return rows

    def by_due(self, rows, name, value):
        lookup = {LATE: "lt", NOW: "gte"}.get(value)
        return rows.filter(**{f"{self.part.by}__{lookup}": self.on}) if lookup else rows

    def by_words(self, rows, name, value):
        words, found = value.strip(), Q()
        for path in self.part.words:
            found |= Q(**{f"{path}__icontains": words})
        return rows.filter(found)
