"""Finding findings, and one annotation for many of them (R4.9, R6.8)."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.fields import PeopleFilter, PersonChoiceFilter
from accounts.access.queries import stores_of
from followups.annotations.services import LONGEST
from followups.deadlines.models import KIND_LABELS
from followups.deadlines.rules.kinds import Kind
from leads.grading.queries import grade_choices

from .models import Finding


class AnnotateManyForm(forms.Form):
    """``rows``: the findings that the person may see."""

    finding = forms.ModelMultipleChoiceField(
        None, error_messages={"required": _("Choose at least one finding.")}
    )
    text = forms.CharField(
        max_length=LONGEST,
        error_messages={"required": _("Write what the consultant should know.")},
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        visible = Finding.objects.visible_to(user).select_related("opportunity")
        self.fields["finding"].queryset = visible

    @property
    def complaint(self):
        """What is wrong, in one sentence."""
        return " ".join(error for errors in self.errors.values() for error in errors)


FINDING_STATES = [
    ("open", _("Open")),
    ("undecided", _("Waiting for a verdict")),
    ("closed", _("Closed")),
    ("all", _("All")),
]


class FindingFilter(PeopleFilter):
    state = django_filters.ChoiceFilter(
        choices=FINDING_STATES, method="by_state", label=_("State"), empty_label=None
    )
    rule = django_filters.ChoiceFilter(
        choices=list(KIND_LABELS.items()), label=_("Rule"), empty_label=_("All rules")
    )
    responsible = PersonChoiceFilter(label=_("Consultant"), empty_label=_("All consultants"))
    grade = django_filters.ChoiceFilter(label=_("Grade"), empty_label=_("All grades"))
    since = django_filters.DateFilter(
        field_name="opened_on",
        lookup_expr="gte",
        label=_("Opened from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = django_filters.DateFilter(
        field_name="opened_on",
        lookup_expr="lte",
        label=_("Opened until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    defaults = {"state": "open"}
    whose = "responsible"

    class Meta:
        model = Finding
        fields = []

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["grade"].extra["choices"] = grade_choices(stores_of(self.user), on=on)

    def by_state(self, rows, name, value):
        if value == "undecided":
            return rows.filter(closed_on=None, verdict="", rule=Kind.SUSPECTED_EVASION)
        if value == "all":
            return rows
        return rows.filter(closed_on__isnull=value == "open")
