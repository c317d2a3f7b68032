"""Filters of list pages; what makes no sense in them is left out."""

from datetime import date
from typing import Any

import django_filters
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .months import month_name, months_on


class PageFilter(django_filters.FilterSet):
    """``defaults`` hold where the query string says nothing; they do not count as filtering."""

    defaults: dict[str, str] = {}

    def __init__(self, data: QueryDict, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        data = data.copy()
        for name, value in self.defaults.items():
            data[name] = data.get(name) or value
        super().__init__(data, *args, **kwargs)
        self.user = user

    @property
    def is_active(self) -> bool:
        values = self.form.cleaned_data if self.form.is_valid() else {}
        return any(value and value != self.defaults.get(name) for name, value in values.items())


class MonthFilter(PageFilter):
    """``dated``: the day by which rows belong to a month."""

    month = django_filters.ChoiceFilter(
        method="by_month", label=_("Month"), empty_label=_("All months")
    )
    dated = "on"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = self.queryset.order_by().dates(self.dated, "month", order="DESC")
        self.filters["month"].extra["choices"] = [
            (month.isoformat(), month_name(month)) for month in months
        ]

    def by_month(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        start = date.fromisoformat(value)
        return rows.filter(
            **{f"{self.dated}__gte": start, f"{self.dated}__lt": months_on(start, 1)}
        )
