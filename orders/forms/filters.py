"""The filters of orders, vehicles and payments due."""

from datetime import timedelta

import django_filters
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.access import staff_visible_to, stores_of
from accounts.models import Role, User
from orders.models import Order, PaymentDue, Vehicle
from orders.queries.forecast import ALL, COMING, OVERDUE, forecast_rows
from orders.queries.stock import VehicleState, in_state

MONTHS = 24
_ONE_DAY = timedelta(days=1)
ANY = "all"


def month_name(month):
    # Translators: month and year in Django's letters, for example "Y年n月".
    return date_format(month, pgettext("date format", "F Y"))


def months_before(on, number=MONTHS):
    """``(2026-11, November 2026)`` of the month of ``on`` and those before it, the latest first."""
    month = on.replace(day=1)
    for _count in range(number):
        yield f"{month:%Y-%m}", month_name(month)
        month = (month.replace(day=1) - _ONE_DAY).replace(day=1)


class PageFilter(django_filters.FilterSet):
    """``defaults`` hold where the query string says nothing; they do not count as filtering."""

    defaults = {}

    def __init__(self, data, *args, user, **kwargs):
        data = data.copy()
        for name, value in self.defaults.items():
            data[name] = data.get(name) or value
        super().__init__(data, *args, **kwargs)
        self.user = user
        if "consultant" in self.filters:
            self._offer_people(user)
        if "store" in self.filters:
            self._offer_stores(user)

    def _offer_people(self, user):
        people = staff_visible_to(user)
        if user.role == Role.FINANCE:
            people = User.objects.filter(store=user.store)
        self.filters["consultant"].queryset = people.filter(role=Role.CONSULTANT)
        if user.is_consultant:
            del self.filters["consultant"]

    def _offer_stores(self, user):
        self.filters["store"].queryset = stores_of(user)
        if user.store_id:
            del self.filters["store"]

    @property
    def is_active(self):
        values = self.form.cleaned_data if self.form.is_valid() else {}
        return any(value and value != self.defaults.get(name) for name, value in values.items())


def _models(rows):
    return [(name, name) for (name,) in rows.order_by("model").values_list("model").distinct()]


class OrderFilter(PageFilter):
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
    consultant = django_filters.ModelChoiceFilter(
        label=_("Consultant"), queryset=User.objects.none(), empty_label=_("All")
    )
    model = django_filters.ChoiceFilter(label=_("Model"), empty_label=_("All"))
    month = django_filters.ChoiceFilter(
        label=_("Ordered in"), empty_label=_("All"), method="by_month"
    )

    class Meta:
        model = Order
        fields = []

    def __init__(self, data, rows, *, user, on):
        super().__init__(data, rows, user=user)
        self.filters["model"].extra["choices"] = _models(rows)
        self.filters["month"].extra["choices"] = list(months_before(on))
        self.form.fields["q"].widget.input_type = "search"

    def by_text(self, rows, name, value):
        value = value.strip()
        return rows.filter(number__endswith=value) | rows.filter(customer__name__icontains=value)

    def by_state(self, rows, name, value):
        if value == "open":
            return rows.open()
        if value == "delivered":
            return rows.filter(delivered_on__isnull=False)
        return rows if value == ANY else rows.filter(cancelled_on__isnull=False)

    def by_month(self, rows, name, value):
        year, month = map(int, value.split("-"))
        return rows.filter(ordered_on__year=year, ordered_on__month=month)


class VehicleFilter(PageFilter):
    """Over rows of ``orders.queries.stock.with_order``."""

    defaults = {"state": "stock"}

    q = django_filters.CharFilter(label=_("VIN"), method="by_vin")
    store = django_filters.ModelChoiceFilter(label=_("Store"), queryset=None, empty_label=_("All"))
    model = django_filters.ChoiceFilter(label=_("Model"), empty_label=_("All"))
    colour = django_filters.CharFilter(label=_("Colour"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("stock", _("Not delivered yet")), *VehicleState.choices, (ANY, _("All"))],
        empty_label=None,
        method="by_state",
    )

    class Meta:
        model = Vehicle
        fields = []

    def __init__(self, data, rows, *, user):
        super().__init__(data, rows, user=user)
        self.filters["model"].extra["choices"] = _models(rows)

    def by_vin(self, rows, name, value):
        return rows.filter(vin__icontains=value.strip().upper())

    def by_state(self, rows, name, value):
        if value == "stock":
            return rows.filter(left_on=None)
        return rows if value == ANY else in_state(rows, value)


class DueFilter(PageFilter):
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
    consultant = django_filters.ModelChoiceFilter(
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


class MonthForm(forms.Form):
    """The month of a grid, and its store where there are several."""

    store = forms.ModelChoiceField(label=_("Store"), queryset=None, empty_label=None)
    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, data, *, stores, months):
        super().__init__(data)
        self.fields["store"].queryset = stores
        self.fields["month"].choices = months
        if len(stores) <= 1:
            del self.fields["store"]
