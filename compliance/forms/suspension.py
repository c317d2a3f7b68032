"""What the director sets with an approval (R8.7): when a report is due, on which days one is suspended."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.fields import DayField

from ..models import PenaltyKind
from ..rules.ladder import may_suspend
from ..services.decide_proposals import Sequel
from ..services.reports import default_due
from ..services.suspensions import FreeDays


class ReportDueForm(forms.Form):
    due_on = DayField(label=gettext_lazy("Report due on"))

    def sequel(self):
        return Sequel(report_due_on=self.cleaned_data["due_on"])


class SuspensionForm(forms.Form):
    from_on = DayField(label=gettext_lazy("Suspended from"))
    to_on = DayField(label=gettext_lazy("Suspended until"))

    def clean(self):
        values = super().clean()
        first, last = values.get("from_on"), values.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The suspension ends before it begins."))
        return values

    def sequel(self):
        return Sequel(suspended=(self.cleaned_data["from_on"], self.cleaned_data["to_on"]))


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

    def sequel(self):
        if not self.cleaned_data["instead"]:
            return Sequel()
        days = self.cleaned_data["from_on"], self.cleaned_data["to_on"]
        return Sequel(suspended=days, instead_of_fine=True)


def attach_sequels(proposals, data, *, now):
    """Give each proposal a ``sequel_form``, or ``None`` where nothing follows; returns the forms.

    A form that ``data`` says nothing of stays unbound: its proposal is approved as ``sequel_of`` says.
    """
    if not proposals:
        return []
    first = min(p.store.business_date(now) for p in proposals)
    free = FreeDays({p.person_id for p in proposals}, after=first)
    alone = len(proposals) == 1
    for proposal in proposals:
        on, prefix = proposal.store.business_date(now), f"sequel-{proposal.pk}"
        proposal.sequel_form = None
        sent = data if data and any(key.startswith(f"{prefix}-") for key in data) else None
        if proposal.kind == PenaltyKind.REPORT:
            values = {"due_on": default_due(on)}
            proposal.sequel_form = ReportDueForm(sent, prefix=prefix, initial=values)
        elif proposal.kind == PenaltyKind.SUSPENSION or (
            alone and may_suspend(proposal.family, proposal.occasion)
        ):
            days = dict(
                zip(("from_on", "to_on"), free.take(proposal.person_id, on=on), strict=True)
            )
            made = SuspensionForm if proposal.kind == PenaltyKind.SUSPENSION else InsteadForm
            proposal.sequel_form = made(sent, prefix=prefix, initial=days)
    return [p.sequel_form for p in proposals if p.sequel_form is not None]


def are_valid(forms_):
    """Whether all forms that were sent are valid, each asked so that each shows its errors."""
    return all([form.is_valid() for form in forms_ if form.is_bound])


def sequel_of(proposal):
    """What the director chose; where the page did not ask them, days are set later."""
    form = proposal.sequel_form
    return form.sequel() if form is not None and form.is_bound else Sequel()
