"""Cancelling an order, and what becomes of the customer (R2.7, R9.6)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups.plans.fields import PlanFields
from followups.plans.services import default_next_on
from foundation.once import OnceForm
from leads.grading.fields import IntentEditForm
from leads.grading.queries import Intent
from leads.opportunities.fields import LossFields

from ..services.ending import AfterCancelling, Cancellation


class WonCancelForm(OnceForm):
    """A further order of a sale that is won already: nothing else changes."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    money_kept = forms.BooleanField(
        label=gettext_lazy("The store keeps what was paid"), required=False
    )

    def cancellation(self):
        values = self.cleaned_data
        return Cancellation(reason=values["reason"], money_kept=values["money_kept"])


class CancelOrderForm(IntentEditForm, LossFields, PlanFields, WonCancelForm):
    """``keeps_plan``: another plan stands, so none is required."""

    afterwards = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=AfterCancelling,
        initial=AfterCancelling.GOES_ON,
        widget=forms.RadioSelect,
    )
    # What becomes of it decides whether the note and its date are judged.
    field_order = ["token", "afterwards"]

    def __init__(self, *args, keeps_plan, **kwargs):
        self.keeps_plan = keeps_plan
        super().__init__(*args, **kwargs)

    def may_be_ordered(self):
        return True  # it is refused below, in other words

    def date_matters(self):
        return (
            self.cleaned_data.get("afterwards") == AfterCancelling.GOES_ON
            and not self.grade.is_ordered
        )

    def clean(self):
        values = super().clean()
        goes_on = self.cleaned_data.get("afterwards") == AfterCancelling.GOES_ON
        if goes_on and self.grade and self.grade.is_ordered:
            self.add_error("note", _("The order is cancelled: choose another grade."))
        return values

    @property
    def person(self):
        """Whose the next contact is."""
        return self.opportunity.consultant

    @property
    def next_day(self):
        """The day proposed for the next contact (R4.3)."""
        values = getattr(self, "cleaned_data", {"expected_on": self.opportunity.expected_on})
        return default_next_on(
            person=self.person,
            grade=self.grade or self.opportunity.grade,
            contact_on=self.reader.on,
            on=self.reader.on,
            expected_on=values.get("expected_on"),
        )

    def cancellation(self):
        values = self.cleaned_data
        goes_on = values["afterwards"] == AfterCancelling.GOES_ON
        intent = Intent(self.grade, values["note"], values["expected_on"]) if goes_on else None
        names = ("reason", "money_kept", "afterwards", "lost_reason", "competitor")
        names += ("competitor_price",)
        plan = self.next_plan(self.next_day) if goes_on else None
        return Cancellation(intent=intent, plan=plan, **{name: values[name] for name in names})
