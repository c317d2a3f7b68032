"""Filters of list pages; what makes no sense in them is left out."""

from datetime import date

import django_filters
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.access.queries import FINED_ROLES, staff_visible_to


class PageFilter(django_filters.FilterSet):
    """``defaults`` hold where the query string says nothing; they do not count as filtering."""

    defaults = {}
    whose = "person"

    def __init__(self, data, *args, user, **kwargs):
        data = data.copy()
        for name, value in self.defaults.items():
            data[name] = data.get(name) or value
        super().__init__(data, *args, **kwargs)
        self.user = user
        if user.is_consultant:
            del self.filters[self.whose]
        else:
            people = staff_visible_to(user).filter(role__in=FINED_ROLES)
            self.filters[self.whose].queryset = people

    @property
    def is_active(self):
        values = self.form.cleaned_data
        return any(value and value != self.defaults.get(name) for name, value in values.items())


class MonthFilter(PageFilter):
    """``dated``: the day by which rows belong to a month."""

    person = django_filters.ModelChoiceFilter(label=_("Person"), empty_label=_("All"))
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
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return rows.filter(**{f"{self.dated}__gte": start, f"{self.dated}__lt": end})


def month_name(month):
    # Translators: month and year in Django's letters, for example "Y年n月".
    return date_format(month, pgettext("date format", "F Y"))
