"""The filters of findings, proposals and ledger; what makes no sense in them is left out."""

from datetime import date

import django_filters
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.access import staff_visible_to, stores_of
from accounts.models import Role
from followups.kinds import LABELS
from followups.rules.deadlines import Kind
from leads.adoptions import grade_choices

from ..models import Finding, LedgerEntry, Proposal, ProposalState

SALES = (Role.CONSULTANT, Role.MANAGER)
FINDING_STATES = [
    ("open", _("Open")),
    ("undecided", _("Waiting for a verdict")),
    ("closed", _("Closed")),
    ("all", _("All")),
]
PROPOSAL_STATES = [
    (ProposalState.PROPOSED, _("To be decided")),
    (ProposalState.APPROVED, _("Approved")),
    (ProposalState.WAIVED, _("Waived")),
    ("all", _("All")),
]


def month_name(month):
    # Translators: month and year in Django's letters, for example "Y年n月".
    return date_format(month, pgettext("date format", "F Y"))


class PageFilter(django_filters.FilterSet):
    """``defaults`` hold where the query string says nothing; they do not count as filtering."""

    defaults = {}
    whose = "person"

    def __init__(self, data, *args, user, **kwargs):
        data = data.copy()
        for name, value in self.defaults.items():
            data[name] = data.get(name) or value
        super().__init__(data, *args, **kwargs)
        self.user = user
        if user.is_consultant:
            del self.filters[self.whose]
        else:
            people = staff_visible_to(user).filter(role__in=SALES)
            self.filters[self.whose].queryset = people

    @property
    def is_active(self):
        values = self.form.cleaned_data
        return any(value and value != self.defaults.get(name) for name, value in values.items())


class FindingFilter(PageFilter):
    state = django_filters.ChoiceFilter(
        choices=FINDING_STATES, method="by_state", label=_("State"), empty_label=None
    )
    rule = django_filters.ChoiceFilter(
        choices=list(LABELS.items()), label=_("Rule"), empty_label=_("All rules")
    )
    responsible = django_filters.ModelChoiceFilter(
        label=_("Consultant"), empty_label=_("All consultants")
    )
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


class ProposalFilter(PageFilter):
    state = django_filters.ChoiceFilter(
        choices=PROPOSAL_STATES, method="by_state", label=_("State"), empty_label=None
    )
    person = django_filters.ModelChoiceFilter(label=_("Person"), empty_label=_("All"))
    family = django_filters.ChoiceFilter(
        choices=Proposal.family.field.choices, label=_("Offence family"), empty_label=_("All")
    )
    defaults = {"state": ProposalState.PROPOSED}

    class Meta:
        model = Proposal
        fields = []

    def by_state(self, rows, name, value):
        return rows if value == "all" else rows.filter(state=value)


class MonthFilter(PageFilter):
    """``dated``: the day by which rows belong to a month."""

    person = django_filters.ModelChoiceFilter(label=_("Person"), empty_label=_("All"))
    month = django_filters.ChoiceFilter(
        method="by_month", label=_("Month"), empty_label=_("All months")
    )
    dated = "on"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = self.queryset.order_by().dates(self.dated, "month", order="DESC")
        self.filters["month"].extra["choices"] = [
            (month.isoformat(), month_name(month)) for month in months
        ]

    def by_month(self, rows, name, value):
        start = date.fromisoformat(value)
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return rows.filter(**{f"{self.dated}__gte": start, f"{self.dated}__lt": end})


class LedgerFilter(MonthFilter):
    class Meta:
        model = LedgerEntry
        fields = []
