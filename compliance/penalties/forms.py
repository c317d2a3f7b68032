"""Finding proposals and ledger entries; appeals, reports, and what follows an approval (R8.6, R8.7)."""

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.fields import PeopleFilter, PersonFilter
from foundation.display import moment
from foundation.fields import DayField, text_area
from foundation.filters import MonthFilter

from .models import LedgerEntry, PenaltyKind, Proposal, ProposalState
from .rules import may_suspend
from .services.appeals import LONGEST_APPEAL, recordings_of
from .services.deciding import Consequence
from .services.reports import LONGEST_REPORT, default_due
from .services.suspensions import FreeDays

PROPOSAL_STATES = [
    (ProposalState.PROPOSED, gettext_lazy("To be decided")),
    (ProposalState.APPROVED, gettext_lazy("Approved")),
    (ProposalState.WAIVED, gettext_lazy("Waived")),
    ("all", gettext_lazy("All")),
]


class ProposalFilter(PeopleFilter):
    state = django_filters.ChoiceFilter(
        choices=PROPOSAL_STATES, method="by_state", label=gettext_lazy("State"), empty_label=None
    )
    person = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Person"), empty_label=gettext_lazy("All")
    )
    family = django_filters.ChoiceFilter(
        choices=Proposal.family.field.choices,
        label=gettext_lazy("Offence family"),
        empty_label=gettext_lazy("All"),
    )
    defaults = {"state": ProposalState.PROPOSED}

    class Meta:
        model = Proposal
        fields = []

    def by_state(self, rows, name, value):
        return rows if value == "all" else rows.filter(state=value)


class LedgerFilter(PersonFilter, MonthFilter):
    class Meta:
        model = LedgerEntry
        fields = []


SHOWN = 40


class RecordingsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, recording):
        opportunity = recording.activity.opportunity
        return f"{opportunity.customer} · {opportunity.model} · {moment(recording.added_at)}"


class AppealForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What speaks against it"),
        max_length=LONGEST_APPEAL,
        widget=text_area(6, maxlength=LONGEST_APPEAL),
    )
    recordings = RecordingsField(
        label=gettext_lazy("Recordings as evidence"), queryset=None, required=False
    )

    def __init__(self, *args, person, opportunities, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        own = recordings_of(person)
        about = own.filter(activity__opportunity__in=opportunities)
        keys = [*chosen, *about.values_list("pk", flat=True)[:SHOWN]]
        keys += own.values_list("pk", flat=True)[:SHOWN]
        self.fields["recordings"].queryset = own.filter(pk__in=set(keys))
        if not keys:
            del self.fields["recordings"]


class ReportForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What went wrong, why, and what you will do differently"),
        max_length=LONGEST_REPORT,
        required=False,
        widget=text_area(12, maxlength=LONGEST_REPORT),
    )
    act = forms.ChoiceField(
        choices=[("draft", gettext_lazy("Save as draft")), ("submit", gettext_lazy("Submit"))],
        widget=forms.HiddenInput,
    )


class ReviewForm(forms.Form):
    act = forms.ChoiceField(
        choices=[("accept", gettext_lazy("Accept")), ("return", gettext_lazy("Return"))],
        widget=forms.HiddenInput,
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed to return it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportDueForm(forms.Form):
    due_on = DayField(label=gettext_lazy("Report due on"))

    def consequence(self):
        return Consequence(report_due_on=self.cleaned_data["due_on"])


class SuspensionForm(forms.Form):
    from_on = DayField(label=gettext_lazy("Suspended from"))
    to_on = DayField(label=gettext_lazy("Suspended until"))

    def clean(self):
        values = super().clean()
        first, last = values.get("from_on"), values.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The suspension ends before it begins."))
        return values

    def consequence(self):
        return Consequence(suspended=(self.cleaned_data["from_on"], self.cleaned_data["to_on"]))


class InsteadForm(SuspensionForm):
    """A suspension in place of a fine, only where the box is ticked (R8.1)."""

    instead = forms.BooleanField(
        label=gettext_lazy("Serious: suspend instead of the fine"), required=False
    )
    field_order = ["instead"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("from_on", "to_on"):
            self.fields[name].required = False

    def clean(self):
        values = super().clean()
        if values.get("instead"):
            for name in ("from_on", "to_on"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Give the days of the suspension."))
        return values

    def consequence(self):
        if not self.cleaned_data["instead"]:
            return Consequence()
        days = self.cleaned_data["from_on"], self.cleaned_data["to_on"]
        return Consequence(suspended=days, instead_of_fine=True)


def attach_consequences(proposals, data, *, now):
    """Give each proposal a ``consequence_form``, or ``None`` where nothing follows; returns the forms.

    A form that ``data`` says nothing of stays unbound: its proposal is approved as ``consequence_of`` says.
    """
    if not proposals:
        return []
    first = min(p.store.business_date(now) for p in proposals)
    free = FreeDays({p.person_id for p in proposals}, after=first)
    alone = len(proposals) == 1
    for proposal in proposals:
        on, prefix = proposal.store.business_date(now), f"consequence-{proposal.pk}"
        proposal.consequence_form = None
        sent = data if data and any(key.startswith(f"{prefix}-") for key in data) else None
        if proposal.kind == PenaltyKind.REPORT:
            values = {"due_on": default_due(on)}
            proposal.consequence_form = ReportDueForm(sent, prefix=prefix, initial=values)
        elif proposal.kind == PenaltyKind.SUSPENSION or (
            alone and may_suspend(proposal.family, proposal.occasion)
        ):
            days = dict(
                zip(("from_on", "to_on"), free.take(proposal.person_id, on=on), strict=True)
            )
            made = SuspensionForm if proposal.kind == PenaltyKind.SUSPENSION else InsteadForm
            proposal.consequence_form = made(sent, prefix=prefix, initial=days)
    return [p.consequence_form for p in proposals if p.consequence_form is not None]


def are_valid(forms_):
    """Whether all forms that were sent are valid, each asked so that each shows its errors."""
    return all([form.is_valid() for form in forms_ if form.is_bound])


def consequence_of(proposal):
    """What the director chose; where the page did not ask, days are set later."""
    form = proposal.consequence_form
    return form.consequence() if form is not None and form.is_bound else Consequence()
