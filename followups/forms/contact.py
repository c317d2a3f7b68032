"""One form that finishes a contact and plans the next (R4.2)."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.idempotency import OnceForm
from followups.models import Mode, Result
from followups.rules.contact import NOT_REACHED
from followups.services.contacts import Contact, Outcome
from followups.services.plans import default_next_on
from leads.forms.fields import DayField, text_area
from leads.forms.intent import IntentForm
from leads.models import LostReason

from .plans import PlanFields
from .recording import RecordingFields


class ContactForm(IntentForm, PlanFields, RecordingFields, OnceForm):
    """A contact about ``opportunity``; ``keeps_plan``: another plan stands, so none is required."""

    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=Mode, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=gettext_lazy("Contact result"), choices=Result, widget=forms.RadioSelect
    )
    executed_on = DayField(label=gettext_lazy("Date of the contact"))
    content = forms.CharField(
        label=gettext_lazy("What was said"), required=False, widget=text_area(4), max_length=10_000
    )
    feedback = forms.CharField(
        label=gettext_lazy("Customer feedback"),
        required=False,
        widget=text_area(2),
        max_length=10_000,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=Outcome,
        initial=Outcome.CONTINUE,
        widget=forms.RadioSelect,
    )
    lost_reason = forms.ChoiceField(
        label=gettext_lazy("Reason of loss"),
        choices=[("", "–"), *LostReason.choices],
        required=False,
    )
    competitor = forms.CharField(
        label=gettext_lazy("Competitor's model"), required=False, max_length=80
    )

    def __init__(self, *args, opportunity, keeps_plan=False, **kwargs):
        self.opportunity = opportunity
        self.keeps_plan = keeps_plan
        super().__init__(*args, **kwargs)
        if not self.is_bound and opportunity.expected_on < self.reader.on:
            self.fields["expected_on"].help_text = _(
                "The date on file is past: agree on a new one."
            )

    def clean_content(self):
        content = self.cleaned_data["content"].strip()
        if not content and self.cleaned_data.get("result", "no_answer") not in NOT_REACHED:
            raise forms.ValidationError(
                _("Say in a few words what was said: a contact without content does not count.")
            )
        return content

    # The result decides whether there is content to ask for, so it is read first.
    field_order = ["token", "mode", "result", "executed_on", "content", "outcome"]

    def date_matters(self):
        values = self.cleaned_data
        if values.get("outcome") != Outcome.CONTINUE:
            return False
        return not (self.grade.is_ordered and values["expected_on"] == self.opportunity.expected_on)

    @property
    def next_grade(self):
        """The grade that the note now says, or the present one while it says none."""
        return self.grade or self.opportunity.grade

    @cached_property
    def default_on(self):
        """The last good day for the next contact (R4.3)."""
        values = getattr(self, "cleaned_data", {})
        return default_next_on(
            person=self.opportunity.consultant,
            grade=self.next_grade,
            contact_on=values.get("executed_on") or self.reader.on,
            on=self.reader.on,
        )

    def contact(self):
        """The ``Contact`` of the valid form."""
        values = self.cleaned_data
        names = ("mode", "result", "executed_on", "content", "feedback", "note", "expected_on")
        names += ("outcome", "lost_reason", "competitor")
        return Contact(next_plan=self._next_plan(), **{name: values[name] for name in names})

    def _next_plan(self):
        goes_on = self.cleaned_data["outcome"] == Outcome.CONTINUE
        if not goes_on or (self.keeps_plan and not self.cleaned_data["planned_on"]):
            return None
        return self.plan(self.default_on)
