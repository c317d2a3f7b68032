"""The filters of rewards and of their ledger; what makes no sense in them is left out."""

import django_filters
from django.utils.translation import gettext_lazy

from accounts.access import stores_of
from accounts.models import Role, User
from compliance.forms.filters import SALES, MonthFilter

from ..models import Reward, RewardEntry, RewardState


class RewardFilter(MonthFilter):
    state = django_filters.ChoiceFilter(
        choices=[
            ("all", gettext_lazy("All")),
            *RewardState.choices,
            ("to_reverse", gettext_lazy("To reverse")),
        ],
        method="by_state",
        label=gettext_lazy("State"),
        empty_label=None,
    )
    dated = "converted_on"
    defaults = {"state": "all"}

    class Meta:
        model = Reward
        fields = []

    def by_state(self, rows, name, value):
        if value == "to_reverse":
            return rows.to_reverse()
        return rows if value == "all" else rows.filter(state=value)


class RewardLedgerFilter(MonthFilter):
    class Meta:
        model = RewardEntry
        fields = []

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if user.role == Role.FINANCE:
            people = User.objects.filter(store__in=stores_of(user), role__in=SALES)
            self.filters["person"].queryset = people
