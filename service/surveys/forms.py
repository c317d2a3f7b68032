"""The three questions, the call back, and a store's policy of surveys (R5.6, R13.3)."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.fields import PeopleFilter, PersonChoiceFilter
from foundation.edits import EditForm
from foundation.fields import text_area
from foundation.filters import MonthFilter
from foundation.once import OnceForm

from .models import LONGEST, Survey, SurveyPolicy, occasions
from .rules import MOST, QUESTIONS

ASKED = {
    "recommend": _("Would you recommend us to friends?"),
    "care": _("How well were you looked after?"),
    "course": _("How well did everything go?"),
}
SCALE = [(number, str(number)) for number in range(MOST + 1)]
HOURS = [(120, _("Two hours")), (240, _("Half a day")), (540, _("A day")), (1080, _("Two days"))]


class QuestionsForm(forms.Form):
    """What the customer says, by themselves."""

    text = forms.CharField(
        label=_("Is there anything you would like to tell us?"),
        max_length=LONGEST,
        required=False,
        widget=text_area(3, maxlength=LONGEST),
    )
    is_anonymous = forms.BooleanField(
        label=_("My consultant shall not see my answers"), required=False
    )
    field_order = [*QUESTIONS, "text", "is_anonymous"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in ASKED.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a number from 0 to 10.")},
            )
        self.order_fields([*QUESTIONS, "text", "is_anonymous"])

    @property
    def scales(self):
        return [self[name] for name in QUESTIONS]

    @property
    def answers(self):
        """``{question: answer}`` of the valid form."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}


class ToldForm(QuestionsForm, OnceForm):
    """The same, typed in by whoever asks on the telephone."""


class CallForm(EditForm):
    note = forms.CharField(
        label=_("What came of the call"), max_length=LONGEST, widget=text_area(3, maxlength=LONGEST)
    )


class PolicyForm(EditForm):
    """After what a store asks: days later, or blank."""

    is_grid = True

    good_for = forms.IntegerField(label=_("A link is good for (days)"), min_value=1, max_value=90)
    low = forms.IntegerField(
        label=_("Call back about an answer up to"), min_value=0, max_value=MOST
    )
    call_back_minutes = forms.TypedChoiceField(
        label=_("Call back within"), choices=HOURS, coerce=int, help_text=_("Of opening hours.")
    )

    def __init__(self, *args, policy, **kwargs):
        super().__init__(*args, of=[policy] if policy.pk else [], **kwargs)
        self.codes = []
        for occasion in occasions:
            name = f"days_{occasion.code}"
            self.codes.append((occasion.code, name))
            self.fields[name] = forms.IntegerField(
                label=occasion.label,
                required=False,
                min_value=0,
                max_value=90,
                initial=policy.days.get(occasion.code),
                help_text=_("Asked so many days later; blank: not asked."),
            )
        for name in ("good_for", "low", "call_back_minutes"):
            self.fields[name].initial = getattr(policy, name)
        self.order_fields([name for _code, name in self.codes])

    @property
    def days(self):
        """``{occasion: days}`` of those that are asked about, of the valid form."""
        values = {code: self.cleaned_data[name] for code, name in self.codes}
        return {code: days for code, days in values.items() if days is not None}


class SurveyFilter(PeopleFilter, MonthFilter):
    whose = "consultant"
    dated = "opened_on"
    defaults = {"state": "all"}
    STATES = [
        ("all", _("All")),
        ("open", pgettext_lazy("survey", "Not answered yet")),
        ("answered", pgettext_lazy("survey", "Answered")),
        ("call", _("To be called back")),
        ("over", pgettext_lazy("survey", "Over without an answer")),
    ]
    state = django_filters.ChoiceFilter(
        choices=STATES, method="by_state", label=_("State"), empty_label=None
    )
    occasion = django_filters.ChoiceFilter(label=_("Occasion"), empty_label=_("All"))
    consultant = PersonChoiceFilter(label=_("Consultant"), empty_label=_("All"))

    class Meta:
        model = Survey
        fields = ["state", "month", "occasion", "consultant"]

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.filters["occasion"].extra["choices"] = [(o.code, o.label) for o in occasions]

    def by_state(self, rows, name, value):
        if value == "all":
            return rows
        if value == "call":
            return rows.to_call_back()
        if value == "answered":
            return rows.answered()
        is_over = Q(good_until__lte=self.now)
        return rows.filter(is_over if value == "over" else ~is_over, answered_at=None)


def policy_or_usual(store):
    """The store's policy, or one that is not saved and asks after nothing."""
    return SurveyPolicy.objects.filter(store=store).first() or SurveyPolicy(store=store)
