"""Filters of list pages; what makes no sense in them is left out."""

from datetime import date

import django_filters
from django.utils.translation import gettext_lazy as _

from .months import month_name, months_on


class PageFilter(django_filters.FilterSet):
    """``defaults`` hold where the query string says nothing; they do not count as filtering."""

    defaults = {}

    def __init__(self, data, *args, user, **kwargs):
        data = data.copy()
        for name, value in self.defaults.items():
            data[name] = data.get(name) or value
        super().__init__(data, *args, **kwargs)
        self.user = user

    @property
    def is_active(self):
        values = self.form.cleaned_data if self.form.is_valid() else {}
        return any(value and value != self.defaults.get(name) for name, value in values.items())


class MonthFilter(PageFilter):
    """``dated``: the day by which rows belong to a month."""

    month = django_filters.ChoiceFilter(
        method="by_month", label=_("Month"), empty_label=_("All months")
    )
    dated = "on"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = self.queryset.order_by().dates(self.dated, "month", order="DESC")
        self.filters["month"].extra["choices"] = [
            (month.isoformat(), month_name(month)) for month in months
        ]

    def by_month(self, rows, name, value):
        start = date.fromisoformat(value)
        return rows.filter(
            **{f"{self.dated}__gte": start, f"{self.dated}__lt": months_on(start, 1)}
        )
