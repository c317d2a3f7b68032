"""What a customer said of a loss, whether that is agreed, and how a store reviews (R2.7, R9.6)."""

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups.ownership.forms import ReopenForm
from foundation.edits import EditForm
from foundation.fields import text_area
from foundation.filters import PageFilter
from foundation.once import OnceForm

from .models import LONGEST, LossPolicy, LossReview, ReviewState, Word
from .rules import codes_of

SAID = gettext_lazy("In the customer's words")


class CallForm(OnceForm):
    """A call that was made; with ``agrees`` the loss stands, without it waits for a further call."""

    word = forms.ChoiceField(
        label=gettext_lazy("What the customer said"), choices=Word, widget=forms.RadioSelect
    )
    said = forms.CharField(
        label=SAID, max_length=LONGEST, required=False, widget=text_area(3, maxlength=LONGEST)
    )
    agrees = forms.ChoiceField(
        label=gettext_lazy("And now"),
        choices=[
            ("yes", gettext_lazy("Lost: I agree")),
            ("no", gettext_lazy("Leave it open, call again")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed against the customer's word."),
    )

    def clean_said(self):
        said = self.cleaned_data["said"]
        if self.cleaned_data.get("word", Word.SILENT) != Word.SILENT and not said.strip():
            raise forms.ValidationError(_("Write what the customer said."))
        return said


class TakeBackForm(ReopenForm):
    """A reopening, with what the customer said when they were called."""

    said = forms.CharField(label=SAID, max_length=LONGEST, widget=text_area(3, maxlength=LONGEST))
    field_order = ["said", "reason"]


class LossPolicyForm(EditForm):
    codes = forms.CharField(
        label=gettext_lazy("Grades that are reviewed"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Parted by blanks; none: every loss stands at once."),
    )
    within_hours = forms.IntegerField(
        label=gettext_lazy("Called within, working hours"), min_value=1, max_value=500
    )
    sample_percent = forms.IntegerField(
        label=gettext_lazy("Called by somebody else, percent"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("A sample, drawn by the key of the loss."),
    )
    sampled_by = forms.ChoiceField(
        label=gettext_lazy("Who calls the sample"),
        choices=LossPolicy._meta.get_field("sampled_by").choices,
        widget=forms.RadioSelect,
    )
    is_grid = True

    def clean_codes(self):
        return " ".join(codes_of(self.cleaned_data["codes"]))[:60]


class LossFilter(PageFilter):
    defaults = {"state": "all"}

    state = django_filters.ChoiceFilter(
        choices=[
            ("all", gettext_lazy("All states")),
            *(choice for choice in ReviewState.choices if choice[0] != ReviewState.WITHDRAWN),
        ],
        method="by_state",
        label=gettext_lazy("State"),
        empty_label=None,
    )

    class Meta:
        model = LossReview
        fields = ["state", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["reason"].extra |= {"empty_label": _("All reasons")}

    def by_state(self, rows, name, value):
        return rows if value == "all" else rows.filter(state=value)
