"""The filters of the overdue list."""

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.access.fields import PersonChoiceFilter
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
    "late": ["due"],
    "consultant": ["person", "due"],
    "grade": ["grade", "due"],
}


class OverdueFilter(django_filters.FilterSet):
    """What makes no sense in the query string is left out; ``on`` is the date of the list."""

    responsible = PersonChoiceFilter(label=_("Consultant"), empty_label=_("All consultants"))
    kind = django_filters.ChoiceFilter(
        choices=RULE_CHOICES, label=_("Rule"), empty_label=_("All rules")
    )
    grade = django_filters.ChoiceFilter(
        field_name="opportunity__grade__code", label=_("Grade"), empty_label=_("All grades")
    )
    when = django_filters.ChoiceFilter(
        choices=[("late", _("Overdue")), ("tonight", _("Due today"))],
        method="keep",
        label=_("When"),
        empty_label=_("All"),
    )
    sort = django_filters.ChoiceFilter(
        choices=[("consultant", _("Consultant")), ("grade", _("Grade"))],
        method="keep",
        label=_("Sort by"),
        empty_label=_("Most days overdue"),
    )

    class Meta:
        model = Deadline
        fields = []

    def __init__(self, *args, user, on, **kwargs):
        super().__init__(*args, **kwargs)
        people = staff_visible_to(user).filter(role=Role.CONSULTANT)
        self.filters["responsible"].queryset = people
        self.filters["grade"].extra["choices"] = grade_choices(stores_of(user), on=on)

    def keep(self, rows, name, value):
        return rows

    @property
    def chosen_when(self):
        """``late``, ``tonight`` or nothing: asked of the customer, not of the single deadline."""
        return self.form.cleaned_data.get("when", "")

    @property
    def chosen_order(self):
        return ORDERS[self.form.cleaned_data.get("sort") or "late"]
