"""The filters of the overdue list."""

import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role
from leads.grading.queries import grade_choices

from ..deadlines.models import KIND_LABELS, Deadline
from ..deadlines.rules.kinds import Kind

# A suspicion waits for a verdict, not for the consultant: it is on the page of the findings.
RULE_CHOICES = [
    (kind, label) for kind, label in KIND_LABELS.items() if kind != Kind.SUSPECTED_EVASION
]
ORDERS = {
    "late": ["due_on"],
    "consultant": ["responsible__full_name", "responsible", "due_on"],
    "grade": ["opportunity__grade__sort_order", "due_on"],
}


class OverdueFilter(django_filters.FilterSet):
    """What makes no sense in the query string is left out; ``on`` is the date of the list."""

    responsible = django_filters.ModelChoiceFilter(
        label=_("Consultant"), empty_label=_("All consultants")
    )
    kind = django_filters.ChoiceFilter(
        choices=RULE_CHOICES, label=_("Rule"), empty_label=_("All rules")
    )
    grade = django_filters.ChoiceFilter(
        field_name="opportunity__grade__code", label=_("Grade"), empty_label=_("All grades")
    )
    when = django_filters.ChoiceFilter(
        choices=[("late", _("Late already")), ("tonight", _("Breaks tonight"))],
        method="by_day",
        label=_("When"),
        empty_label=_("All"),
    )
    sort = django_filters.ChoiceFilter(
        choices=[("consultant", _("Consultant")), ("grade", _("Grade"))],
        method="keep",
        label=_("Sort by"),
        empty_label=_("Most days late"),
    )

    class Meta:
        model = Deadline
        fields = []

    def __init__(self, *args, user, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        people = staff_visible_to(user).filter(role=Role.CONSULTANT)
        self.filters["responsible"].queryset = people
        self.filters["grade"].extra["choices"] = grade_choices(stores_of(user), on=on)

    def by_day(self, rows, name, value):
        return rows.filter(due_on__lt=self.on) if value == "late" else rows.filter(due_on=self.on)

    def keep(self, rows, name, value):
        return rows

    def filter_queryset(self, queryset):
        order = self.form.cleaned_data.get("sort") or "late"
        rows = super().filter_queryset(queryset)
        return rows.order_by(*ORDERS[order], F("pk").asc())
