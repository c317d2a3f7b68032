"""A target customer, why it is set aside, and the filters of the list (R14.2)."""

from contextlib import suppress

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.fields import PersonChoiceFilter
from accounts.people.models import User
from foundation.edits import EditForm
from foundation.fields import PhoneInput, ReasonField
from foundation.filters import PageFilter
from foundation.once import OnceForm
from foundation.searching import reads_like

from ..customers.models import CustomerType
from ..customers.services import clean_phone
from ..events.models import MarketEvent
from .models import FoundIn, Size, TargetCustomer
from .queries import may_have

FIELDS = [
    "name",
    "customer_type",
    "phone",
    "wechat",
    "email",
    "trade",
    "size",
    "district",
    "address",
    "found_in",
    "event",
    "remark",
]


class TargetForm(EditForm, forms.ModelForm):
    """A new one or a changed one; who leads says whose it is. ``store``: of which it is."""

    class Meta:
        model = TargetCustomer
        fields = [*FIELDS, "consultant"]
        widgets = {"customer_type": forms.RadioSelect, "phone": PhoneInput}

    def __init__(self, *args, by, store, **kwargs):
        super().__init__(*args, **kwargs)
        events = MarketEvent.objects.filter(store=store).order_by("-starts_on")
        self.fields["event"].queryset = events
        self.fields["consultant"].queryset = may_have(by).filter(store=store)
        self.fields["consultant"].empty_label = _("Nobody yet")
        if by.is_consultant:
            del self.fields["consultant"]

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        return clean_phone(phone) if phone else ""

    def values(self):
        """The fields for the services."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}

    def _post_clean(self):
        # The service writes: the instance stays as it is, so that the page shows what is saved.
        pass


class SetAsideForm(OnceForm):
    reason = ReasonField()


ON_LIST, PROMOTED, INACTIVE = "on_list", "promoted", "inactive"
STAGES = [
    (ON_LIST, pgettext_lazy("target customers", "On the list")),
    (PROMOTED, pgettext_lazy("target customers", "Now a customer")),
    (INACTIVE, _("Inactive")),
]
OF_STAGE = {
    ON_LIST: Q(customer=None, inactive_on=None),
    PROMOTED: Q(customer__isnull=False),
    INACTIVE: Q(inactive_on__isnull=False),
}


class TargetFilter(PageFilter):
    """The list; what is worked on unless another stage is asked for."""

    defaults = {"stage": ON_LIST}

    q = django_filters.CharFilter(method="by_words", label=_("Search"))
    stage = django_filters.ChoiceFilter(
        choices=STAGES, method="by_stage", label=_("Stage"), empty_label=None
    )
    customer_type = django_filters.ChoiceFilter(
        choices=CustomerType.choices, label=_("Customer type"), empty_label=_("All")
    )
    size = django_filters.ChoiceFilter(
        choices=Size.choices, label=pgettext_lazy("company", "Size"), empty_label=_("All")
    )
    found_in = django_filters.ChoiceFilter(
        choices=FoundIn.choices, label=_("Found in"), empty_label=_("All")
    )
    consultant = PersonChoiceFilter(
        queryset=User.objects.none(),
        label=_("Consultant"),
        empty_label=_("All"),
        null_label=_("Nobody yet"),
    )

    class Meta:
        model = TargetCustomer
        fields = ["q", "stage", "customer_type", "size", "found_in", "consultant"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if user.is_consultant:
            del self.filters["consultant"]
        else:
            self.filters["consultant"].queryset = may_have(user)

    def by_words(self, rows, name, value):
        wanted = reads_like("name", value) | reads_like("trade", value)
        with suppress(ValidationError):
            wanted |= Q(phone=clean_phone(value))
        return rows.filter(wanted)

    def by_stage(self, rows, name, value):
        return rows.filter(OF_STAGE[value])
