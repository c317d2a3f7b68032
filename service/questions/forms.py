"""A question to a department, and its answer (R5.4)."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import zone_for
from foundation.dates import moments_of
from foundation.edits import EditForm
from foundation.fields import text_area
from foundation.filters import PageFilter
from foundation.months import month_of, months_before, parse_month
from foundation.once import OnceForm

from .models import LONGEST, Department, Question
from .rules import A_DAY, HALF_A_DAY, HALF_AN_HOUR, TWO_HOURS, USUAL_TERM

IN_TIME = [
    (HALF_AN_HOUR, _("Half an hour")),
    (TWO_HOURS, _("Two hours")),
    (HALF_A_DAY, _("Half a day")),
    (A_DAY, _("A day")),
]


class QuestionForm(OnceForm):
    department = forms.ChoiceField(
        label=_("Department"), choices=Department.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What the customer wants to know"),
        max_length=LONGEST,
        widget=text_area(3, maxlength=LONGEST),
    )
    minutes = forms.TypedChoiceField(
        label=_("Answer wanted within"),
        choices=IN_TIME,
        coerce=int,
        initial=USUAL_TERM,
        widget=forms.RadioSelect,
        help_text=_("Of opening hours."),
    )


class AnswerForm(EditForm):
    text = forms.CharField(
        label=_("Answer"), max_length=LONGEST, widget=text_area(4, maxlength=LONGEST)
    )


class QuestionFilter(PageFilter):
    """``now``: what is late by then; ``on``: the day whose month is the first to choose from."""

    defaults = {"state": "all"}
    STATES = [
        ("all", _("All")),
        ("open", pgettext_lazy("answers", "Waiting")),
        ("late", pgettext_lazy("answers", "Late")),
        ("answered", _("Answered")),
    ]

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, empty_label=None, method="by_state"
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"), choices=Department.choices, empty_label=_("All")
    )
    month = django_filters.ChoiceFilter(
        label=_("Month"), empty_label=_("All months"), method="by_month"
    )

    class Meta:
        model = Question
        fields = []

    def __init__(self, *args, now, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.filters["month"].extra["choices"] = list(months_before(on))

    def by_state(self, rows, name, value):
        if value == "all":
            return rows
        if value == "late":
            return rows.late(self.now)
        return rows.waiting() if value == "open" else rows.exclude(answered_at=None)

    def by_month(self, rows, name, value):
        first, after = moments_of(*month_of(parse_month(value)), zone_for(self.user))
        return rows.filter(asked_at__gte=first, asked_at__lt=after)
