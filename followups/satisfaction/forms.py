"""Which answers are shown (S1)."""

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.access.fields import PeopleFilter, PersonChoiceFilter
from foundation.filters import MonthFilter

from ..activities.models import Activity, Satisfaction


class SatisfactionFilter(PeopleFilter, MonthFilter):
    whose = "consultant"
    dated = "executed_on"
    consultant = PersonChoiceFilter(label=_("Consultant"), empty_label=_("All"))
    satisfaction = django_filters.ChoiceFilter(
        choices=Satisfaction.choices,
        lookup_expr="lte",
        label=_("At most"),
        empty_label=_("All"),
    )

    class Meta:
        model = Activity
        fields = ["month", "consultant", "satisfaction"]
