"""Finding proposals and ledger entries; appeals, reports, and what follows an approval (R8.6, R8.7)."""

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.fields import PeopleFilter, PersonChoiceFilter, PersonFilter
from foundation.display import moment, money_text
from foundation.fields import DayField, text_area
from foundation.filters import MonthFilter

from .models import LedgerEntry, PenaltyKind, Proposal, ProposalState
from .rules import choices, needs_reason
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
    person = PersonChoiceFilter(label=gettext_lazy("Person"), empty_label=gettext_lazy("All"))
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


class SuspensionForm(forms.Form):
    from_on = DayField(label=gettext_lazy("Suspended from"))
    to_on = DayField(label=gettext_lazy("Suspended until"))

    def clean(self):
        values = super().clean()
        first, last = values.get("from_on"), values.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The suspension ends before it begins."))
        return values


LONGEST_REASON = Proposal.reason.field.max_length
# What each kind asks of the director (R8.7).
ASKED = {
    PenaltyKind.REPORT: ("due_on",),
    PenaltyKind.SUSPENSION: ("from_on", "to_on"),
    PenaltyKind.FINE: (),
}


class ConsequenceForm(SuspensionForm):
    """What the director makes of a proposal, when, and why (R8.1); asks only what is open."""

    kind = forms.ChoiceField(label=gettext_lazy("What it becomes"), widget=forms.RadioSelect)
    due_on = DayField(label=gettext_lazy("Report due on"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is serious, or why it is not"),
        max_length=LONGEST_REASON,
        required=False,
        widget=text_area(2, maxlength=LONGEST_REASON),
    )
    field_order = ["kind", "from_on", "to_on", "due_on", "reason"]

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.kinds = choices(proposal.family, proposal.occasion)
        asked = [name for kind in self.kinds for name in ASKED[kind]]
        if len(self.kinds) > 1:
            asked += ["kind", "reason"]
            self.fields["kind"].choices = [(kind, self._label(kind)) for kind in self.kinds]
            self.fields["kind"].initial = proposal.kind
        self.fields = {name: field for name, field in self.fields.items() if name in asked}
        for name in ("from_on", "to_on", "due_on"):
            if name in self.fields:
                self.fields[name].required = len(self.kinds) == 1

    def _label(self, kind):
        if kind == PenaltyKind.SUSPENSION:
            return _("Serious: suspension for study")
        if kind == PenaltyKind.FINE:
            return _("Fine: %(amount)s") % {"amount": money_text(self.proposal.amount)}
        return _("Not serious: another rectification report")

    def clean(self):
        values = super().clean()
        kind = values.get("kind", self.kinds[0])
        for name in ASKED[kind]:
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("Give the day."))
        asked_why = needs_reason(self.proposal.family, self.proposal.occasion, kind)
        if asked_why and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why it is serious, or why it is not."))
        return values

    def consequence(self):
        values = self.cleaned_data
        kind = values.get("kind", self.kinds[0])
        days = (values["from_on"], values["to_on"]) if kind == PenaltyKind.SUSPENSION else None
        return Consequence(
            report_due_on=values["due_on"] if kind == PenaltyKind.REPORT else None,
            suspended=days,
            kind=kind,
            reason=values.get("reason", "") if kind != PenaltyKind.FINE else "",
        )


def attach_consequences(proposals, data, *, now):
    """Give each proposal a ``consequence_form``, or ``None`` where nothing follows; returns the forms.

    A form that ``data`` says nothing of stays unbound: its proposal is approved as ``consequence_of`` says.
    """
    if not proposals:
        return []
    first = min(p.store.business_date(now) for p in proposals)
    free = FreeDays({p.person_id for p in proposals}, after=first)
    # Whoever is to be suspended in any case has the first free days.
    for proposal in sorted(proposals, key=lambda p: p.kind != PenaltyKind.SUSPENSION):
        on, prefix = proposal.store.business_date(now), f"consequence-{proposal.pk}"
        proposal.consequence_form = None
        kinds = choices(proposal.family, proposal.occasion)
        if kinds == (PenaltyKind.FINE,):
            continue
        values = {"due_on": default_due(on)}
        if PenaltyKind.SUSPENSION in kinds:
            values["from_on"], values["to_on"] = free.take(proposal.person_id, on=on)
        sent = data if data and any(key.startswith(f"{prefix}-") for key in data) else None
        proposal.consequence_form = ConsequenceForm(
            sent, prefix=prefix, initial=values, proposal=proposal
        )
    return [p.consequence_form for p in proposals if p.consequence_form is not None]


def are_valid(forms_):
    """Whether all forms that were sent are valid, each asked so that each shows its errors."""
    return all([form.is_valid() for form in forms_ if form.is_bound])


def consequence_of(proposal):
    """What the director chose; where the page did not ask, days are set later."""
    form = proposal.consequence_form
    return form.consequence() if form is not None and form.is_bound else Consequence()
