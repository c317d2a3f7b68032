"""The filter of payments due (R9.5)."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.fields import PersonChoiceFilter
from accounts.people.models import User

from ..orders.models import PaymentDue
from ..stock.forms import OrdersFilter
from .queries import ALL, COMING, OVERDUE, forecast_rows


class DueFilter(OrdersFilter):
    """Over what is outstanding on the day ``on``."""

    defaults = {"when": ALL}

    when = django_filters.ChoiceFilter(
        label=pgettext_lazy("payment", "Due"),
        choices=[
            (OVERDUE, pgettext_lazy("payment", "Overdue")),
            (COMING, _("In the next ten days")),
            (ALL, _("Overdue and the next ten days")),
            ("ever", _("All")),
        ],
        empty_label=None,
        method="by_day",
    )
    consultant = PersonChoiceFilter(
        label=_("Consultant"),
        queryset=User.objects.none(),
        empty_label=_("All"),
        field_name="order__consultant",
    )

    class Meta:
        model = PaymentDue
        fields = []

    def __init__(self, data, rows, *, user, on):
        self.on = on
        super().__init__(data, rows, user=user)

    def by_day(self, rows, name, value):
        return rows if value == "ever" else forecast_rows(rows, value, on=self.on)
