"""A question to a department, and its answer (R5.4)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edits import EditForm
from foundation.fields import text_area
from foundation.once import OnceForm

from .models import LONGEST, Department
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
