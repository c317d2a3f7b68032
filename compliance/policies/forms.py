"""The director's policies: grades with their thresholds (R3.2, R6.5), and penalties (R8.5)."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups.deadlines.rules.kinds import PolicyTerms
from foundation.adopting import AdoptionForm
from leads.grading.models import Grade
from leads.grading.rules import first_gap
from leads.templatetags.policies import shipped

from ..penalties.models import ManagerSuspension, Restart

POLICY_FIELDS = (
    "name",
    "counts_working_days",
    "attempts_count",
    "feedback_required",
    "notes_by_standard",
    "call_back_attempts",
    "stretch_factor",
    "suspicious_moves",
    "suspicious_pushes",
)
NUMBERS = {
    "window_from": gettext_lazy("Closes after at least (days)"),
    "window_to": gettext_lazy("Closes within (days)"),
    "cadence_min": gettext_lazy("Contact not before (days)"),
    "cadence": gettext_lazy("Contact at least every (days)"),
    "capacity": gettext_lazy("Capacity"),
    "capacity_in_practice": gettext_lazy("Capacity in practice"),
}
MOST_DAYS = 3650


class GradingForm(AdoptionForm):
    """A policy to adopt, typed over a copy of ``base``; unchanged, it is ``base`` itself."""

    name = forms.CharField(label=gettext_lazy("Name of the policy"), max_length=80)
    call_back_attempts = forms.IntegerField(
        label=gettext_lazy("Unanswered attempts that keep a call-back"),
        help_text=gettext_lazy("An hour or more apart; 0: only a talk keeps it."),
        min_value=0,
        max_value=20,
    )
    stretch_factor = forms.IntegerField(
        label=gettext_lazy("A plan is suspicious beyond so many contact intervals"),
        min_value=1,
        max_value=100,
    )
    suspicious_moves = forms.IntegerField(
        label=gettext_lazy("Moves of a plan that are suspicious"), min_value=1, max_value=100
    )
    suspicious_pushes = forms.IntegerField(
        label=gettext_lazy("Postponements of the expected date that are suspicious"),
        min_value=1,
        max_value=100,
    )
    counts_working_days = forms.BooleanField(
        label=gettext_lazy("Only working days count"), required=False
    )
    attempts_count = forms.BooleanField(
        label=gettext_lazy("An unsuccessful attempt keeps the contact interval"), required=False
    )
    feedback_required = forms.BooleanField(
        label=gettext_lazy("A talk needs the customer's feedback"), required=False
    )

    notes_by_standard = forms.BooleanField(
        label=gettext_lazy("A note is taken by its parts"), required=False
    )

    def __init__(self, *args, base, present, **kwargs):
        super().__init__(*args, **kwargs)
        self.base, self.present = base, present
        self.grades = list(base.grades.all())
        for name in POLICY_FIELDS:
            self.fields[name].initial = shipped(getattr(base, name))
        for grade in self.grades:
            self._add_grade(grade)

    def _add_grade(self, grade):
        text = {
            "name": (gettext_lazy("Name of the grade"), 80),
            "criteria": (gettext_lazy("Criteria"), 2000),
        }
        for name, (label, longest) in text.items():
            self.fields[f"{grade.code}_{name}"] = forms.CharField(
                label=label,
                max_length=longest,
                required=name == "name",
                initial=shipped(getattr(grade, name)),
                widget=forms.Textarea({"rows": 2}) if name == "criteria" else forms.TextInput,
            )
        for name, label in NUMBERS.items():
            if grade.is_ordered and name.startswith("window"):
                continue
            self.fields[f"{grade.code}_{name}"] = forms.IntegerField(
                label=label,
                min_value=1 if name == "cadence" else 0,
                max_value=MOST_DAYS,
                required=name == "cadence",
                initial=getattr(grade, name),
            )

    def grade_rows(self):
        """``(grade, its name, its numbers, its criteria)`` as bound fields."""
        for grade in self.grades:
            names = [f"{grade.code}_{name}" for name in NUMBERS]
            numbers = [self[name] for name in names if name in self.fields]
            yield grade, self[f"{grade.code}_name"], numbers, self[f"{grade.code}_criteria"]

    def clean(self):
        values = super().clean()
        for grade in self.grades:
            start, end = (
                values.get(f"{grade.code}_{name}") for name in ("window_from", "window_to")
            )
            if start is not None and end is not None and start > end:
                self.add_error(f"{grade.code}_window_to", _("This is before the window begins."))
            least, most = (
                values.get(f"{grade.code}_{name}") for name in ("cadence_min", "cadence")
            )
            if least and most and least > most:
                self.add_error(f"{grade.code}_cadence", _("This is less than the least interval."))
        if not self.errors:
            self._require_every_date_fits(values)
            if self.is_base and self.base.pk == self.present.pk:
                raise ValidationError(_("Nothing has been changed."))
        return values

    def _require_every_date_fits(self, values):
        windows = [
            (values[f"{grade.code}_window_from"], values[f"{grade.code}_window_to"])
            for grade in self.grades
            if not grade.is_ordered
        ]
        gap = first_gap(windows)
        if gap is not None:
            raise ValidationError(
                _("No grade takes an expected date %(days)d days ahead.") % {"days": gap}
            )

    @property
    def is_base(self):
        """Whether nothing but the date was typed."""
        return not set(self.changed_data) - {"token", "effective_from", "reason"}

    def terms(self):
        """The policy's own fields, of the valid form."""
        return {name: self.cleaned_data[name] for name in POLICY_FIELDS}

    def grade_fields(self):
        """``{code: fields of the grade}`` of the valid form."""
        names = [field.name for field in Grade._meta.fields]
        return {
            grade.code: {
                name: self.cleaned_data[f"{grade.code}_{name}"]
                for name in names
                if f"{grade.code}_{name}" in self.cleaned_data
            }
            for grade in self.grades
        }

    def cadences(self):
        return {grade.code: self.cleaned_data[f"{grade.code}_cadence"] for grade in self.grades}

    def policy_terms(self):
        values = self.cleaned_data
        return PolicyTerms(
            attempts_count=values["attempts_count"],
            counts_working_days=values["counts_working_days"],
        )


class PenaltyForm(AdoptionForm):
    """What an occasion costs, and at most (R8.5, R8.10)."""

    base = forms.DecimalField(
        label=gettext_lazy("Base amount (yuan)"), min_value=0, max_digits=10, decimal_places=2
    )
    factor = forms.DecimalField(
        label=gettext_lazy("Factor from one occasion to the next"),
        min_value=1,
        max_digits=5,
        decimal_places=2,
    )
    manager_percent = forms.DecimalField(
        label=gettext_lazy("Manager's share (percent)"),
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
    )
    manager_suspension = forms.ChoiceField(
        label=gettext_lazy("Manager's part of a suspension"), choices=ManagerSuspension
    )
    restart = forms.ChoiceField(label=gettext_lazy("The count restarts"), choices=Restart)
    cap = forms.DecimalField(
        label=gettext_lazy("Cap per entry (yuan)"),
        help_text=gettext_lazy("What an entry would cost beyond it is not charged."),
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
    )

    def terms(self):
        """The figures as the policy keeps them, of the valid form."""
        values = self.cleaned_data
        return {
            "base": values["base"],
            "factor": values["factor"],
            "manager_share": values["manager_percent"] / 100,
            "manager_suspension": values["manager_suspension"],
            "restart": values["restart"],
            "cap": values["cap"],
        }
