from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayField, text_area

from ..activities.models import Mode, Priority, Purpose
from ..activities.rules import purpose_for
from .services import Plan


class PlanFields(forms.Form):
    """The next activity; a blank date means the day proposed, which is given to ``plan`` (R4.3).

    A blank purpose means the one that the grade proposes (R4.1).

    ``keeps_plan``: another plan stands, so that a blank date may also mean none.
    """

    keeps_plan = False
    planned_on = DayField(label=_("Next contact on"), required=False)
    next_mode = forms.ChoiceField(
        label=_("How"),
        choices=Mode,
        initial=Mode.PHONE,
        required=False,
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=[("", _("By the grade")), *Purpose.choices], required=False
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority,
        coerce=int,
        initial=Priority.NORMAL,
        empty_value=Priority.NORMAL,
        required=False,
    )
    expected_content = forms.CharField(
        label=_("What to talk about"), required=False, widget=text_area(2), max_length=10_000
    )
    stretch_reason = forms.CharField(
        label=_("Reason for the late date"), required=False, max_length=200
    )

    # The grade that a note in the form says, and the opportunity that the plan is of, if there are any.
    grade = None
    opportunity = None

    def proposed_purpose(self):
        """What is meant where nothing is chosen: by the note's grade, else the opportunity's (R4.1)."""
        if self.opportunity and self.opportunity.is_won:
            return Purpose.CARE
        grade = self.grade or (self.opportunity and self.opportunity.grade)
        return purpose_for(grade.code, is_ordered=grade.is_ordered) if grade else ""

    def plan(self, proposed):
        """The ``Plan`` of the valid form."""
        values = self.cleaned_data
        return Plan(
            planned_on=values["planned_on"] or proposed.on,
            mode=values["next_mode"] or Mode.PHONE,
            purpose=values["purpose"] or self.proposed_purpose(),
            priority=values["priority"],
            expected_content=values["expected_content"],
            stretch_reason=values["stretch_reason"],
            companion=values.get("next_companion"),
        )

    def next_plan(self, proposed):
        """The same, or ``None`` where the plan that stands will do."""
        if self.keeps_plan and not self.cleaned_data["planned_on"]:
            return None
        return self.plan(proposed)
