"""The filter of the list of quotations."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from foundation.months import months_before
from foundation.searching import reads_like
from foundation.words import visible

from ...stock.forms import ANY, OrdersFilter, model_choices
from ..models import STANDING, Quotation, QuotationState

STANDS = "standing"


class QuotationFilter(OrdersFilter):
    """``on``: the day whose month is the first to choose from."""

    defaults = {"state": STANDS}

    q = django_filters.CharFilter(label=_("Number or name"), method="by_text")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(STANDS, _("Open")), *QuotationState.choices, (ANY, _("All"))],
        empty_label=None,
        method="by_state",
    )
    consultant = django_filters.ModelChoiceFilter(
        label=_("Consultant"), queryset=User.objects.none(), empty_label=_("All")
    )
    model = django_filters.ChoiceFilter(label=_("Model"), empty_label=_("All"), method="by_model")
    month = django_filters.ChoiceFilter(label=_("Made in"), empty_label=_("All"), method="by_month")

    class Meta:
        model = Quotation
        fields = []

    def __init__(self, data, rows, *, user, on):
        super().__init__(data, rows, user=user)
        self.filters["model"].extra["choices"] = model_choices(rows)
        self.filters["month"].extra["choices"] = list(months_before(on))
        self.form.fields["q"].widget.input_type = "search"

    def by_text(self, rows, name, value):
        value = visible(value)
        found = Q(number__endswith=value) | reads_like("opportunity__customer__name", value)
        return rows.filter(found)

    def by_state(self, rows, name, value):
        if value == STANDS:
            return rows.filter(state__in=STANDING)
        return rows if value == ANY else rows.filter(state=value)

    def by_month(self, rows, name, value):
        year, month = map(int, value.split("-"))
        return rows.filter(made_on__year=year, made_on__month=month)
