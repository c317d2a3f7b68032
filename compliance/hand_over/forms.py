"""Choosing customers to be given to others, and to whom (R4.8, R5.2)."""

from datetime import timedelta

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.access.fields import PersonChoiceFilter
from accounts.access.queries import staff_visible_to
from accounts.people.models import Role
from foundation.fields import DayField, text_area
from foundation.once import OnceForm
from leads.customers.models import Customer
from leads.grading.queries import grade_choices
from leads.opportunities.models import Opportunity
from leads.opportunities.queries import models_of

QUIET_DAYS = (7, 15, 30, 60)


class BoardFilter(django_filters.FilterSet):
    """Customers of ``store`` in the user's sight; grade, model and last contact are of one open intent."""

    consultant = PersonChoiceFilter(label=_("Consultant"), empty_label=_("All consultants"))
    grade = django_filters.ChoiceFilter(
        label=_("Grade"), empty_label=_("All grades"), method="keep"
    )
    model = django_filters.ChoiceFilter(label=_("Model"), empty_label=_("All"), method="keep")
    quiet = django_filters.ChoiceFilter(
        label=_("No contact for"), empty_label=_("Any time"), method="keep"
    )
    store = django_filters.ModelChoiceFilter(label=_("Store"), empty_label=None, method="keep")

    class Meta:
        model = Customer
        fields = []

    def __init__(self, data, *args, user, store, stores, on, **kwargs):
        data = data.copy()
        data["store"] = store.pk
        super().__init__(data, *args, **kwargs)
        self.on = on
        people = staff_visible_to(user).filter(store=store, role=Role.CONSULTANT)
        self.filters["consultant"].queryset = people
        self.filters["grade"].extra["choices"] = grade_choices([store], on=on)
        visible = Opportunity.objects.visible_to(user).filter(store=store).executing()
        self.filters["model"].extra["choices"] = [(name, name) for name in models_of(visible)]
        self.filters["quiet"].extra["choices"] = [
            (str(n), ngettext_lazy("%(n)d day", "%(n)d days", n) % {"n": n}) for n in QUIET_DAYS
        ]
        if len(stores) > 1:
            self.filters["store"].queryset = type(store).objects.filter(
                pk__in=[s.pk for s in stores]
            )
        else:
            del self.filters["store"]

    @property
    def is_active(self):
        values = self.form.cleaned_data
        return any(value for name, value in values.items() if name != "store")

    def keep(self, rows, name, value):
        return rows

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        values = self.form.cleaned_data
        wanted = Opportunity.objects.executing().filter(customer=OuterRef("pk"))
        if not any(values.get(name) for name in ("grade", "model", "quiet")):
            return rows
        if grade := values.get("grade"):
            wanted = wanted.filter(grade__code=grade)
        if model := values.get("model"):
            wanted = wanted.filter(model=model)
        if quiet := values.get("quiet"):
            since = self.on - timedelta(days=int(quiet))
            wanted = wanted.filter(Q(last_contact_on=None) | Q(last_contact_on__lt=since))
        return rows.filter(Exists(wanted))


class DepartureForm(OnceForm):
    """When a consultant leaves, and why."""

    leaves_on = DayField(label=_("Last working day"))
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=text_area(2, maxlength=200))


class StayForm(OnceForm):
    """Why they stay after all."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=text_area(2, maxlength=200))


class ApplyForm(OnceForm):
    """Why; ``seen`` is the plan that was shown."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=text_area(2, maxlength=200))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
