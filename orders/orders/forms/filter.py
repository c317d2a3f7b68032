"""The filter of the list of orders."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.fields import PersonChoiceFilter
from accounts.people.models import User
from foundation.months import months_before
from foundation.searching import reads_like
from foundation.words import visible

from ...stock.forms import ANY, OrdersFilter, model_choices
from ..models import Order


class OrderFilter(OrdersFilter):
    """``on``: the day whose month is the first to choose from."""

    defaults = {"state": "open"}

    q = django_filters.CharFilter(label=_("Number or name"), method="by_text")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("open", _("Open")),
            ("delivered", _("Delivered")),
            ("cancelled", _("Cancelled")),
            (ANY, _("All")),
        ],
        empty_label=None,
        method="by_state",
    )
    consultant = PersonChoiceFilter(
        label=_("Consultant"), queryset=User.objects.none(), empty_label=_("All")
    )
    model = django_filters.ChoiceFilter(label=_("Model"), empty_label=_("All"), method="by_model")
    month = django_filters.ChoiceFilter(
        label=_("Ordered in"), empty_label=_("All"), method="by_month"
    )

    class Meta:
        model = Order
        fields = []

    def __init__(self, data, rows, *, user, on):
        super().__init__(data, rows, user=user)
        self.filters["model"].extra["choices"] = model_choices(rows)
        self.filters["month"].extra["choices"] = list(months_before(on))
        self.form.fields["q"].widget.input_type = "search"

    def by_text(self, rows, name, value):
        value = visible(value)
        return rows.filter(Q(number__endswith=value) | reads_like("customer__name", value))

    def by_state(self, rows, name, value):
        if value == "open":
            return rows.open()
        if value == "delivered":
            return rows.filter(delivered_on__isnull=False)
        return rows if value == ANY else rows.filter(cancelled_on__isnull=False)

    def by_month(self, rows, name, value):
        year, month = map(int, value.split("-"))
        return rows.filter(ordered_on__year=year, ordered_on__month=month)
